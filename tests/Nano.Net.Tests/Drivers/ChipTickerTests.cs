using Nano.Net.Drivers;

namespace Nano.Net.Tests.Drivers
{
    public class ChipTickerTests
    {
        private readonly Line line = new();
        private int looks;

        [Fact]
        public void EveryTick_HasTheDriverLook_WhereThereIsNoInterruptLine()
        {
            ChipTicker ticker = Make(null);
            Assert.False(ticker.TakeTick());
            ticker.Tick();
            ticker.Tick();
            Assert.Equal(2, looks);
            Assert.Equal(2, ticker.Ticks);
            Assert.True(ticker.TakeTick());
            Assert.False(ticker.TakeTick());
        }

        [Fact]
        public void QuietInterruptLine_SparesTheDriverTheLook_UntilACheckIsDue()
        {
            ChipTicker ticker = Make(line);
            for (int i = 1; i < 25; i++)
            {
                ticker.Tick();
                Assert.Equal(0, looks);
                Assert.False(ticker.TakeTick());
                Assert.False(ticker.TakeCheck());
            }

            ticker.Tick();
            Assert.Equal(1, looks);
            Assert.True(ticker.TakeTick());
            Assert.True(ticker.TakeCheck());
            Assert.False(ticker.TakeCheck());
            ticker.Tick();
            Assert.Equal(1, looks);
        }

        [Fact]
        public void ActiveInterruptLine_WhoseEdgeWasMissed_IsSeenByTheNextTick()
        {
            ChipTicker ticker = Make(line);
            line.IsAsserted = true;
            ticker.Tick();
            Assert.Equal(1, looks);
            Assert.True(ticker.TakeTick());
        }

        [Fact]
        public void AtEveryTick_OverrulesTheInterruptLine()
        {
            ChipTicker ticker = Make(line);
            ticker.AtEveryTick = true;
            ticker.Tick();
            ticker.AtEveryTick = false;
            ticker.Tick();
            Assert.Equal(1, looks);
        }

        [Fact]
        public void CheckThatIsPutOff_IsDueAWholeIntervalLater()
        {
            ChipTicker ticker = Make(line);
            for (int i = 0; i < 20; i++)
            {
                ticker.Tick();
            }

            ticker.PutOffCheck();
            for (int i = 0; i < 24; i++)
            {
                ticker.Tick();
            }

            Assert.False(ticker.TakeCheck());
            ticker.Tick();
            Assert.True(ticker.TakeCheck());
        }

        [Theory]
        [InlineData(10, 10, 1)]
        [InlineData(10, 11, 2)]
        [InlineData(7, 250, 36)]
        [InlineData(1000, 10, 1)]
        public void CheckInterval_IsRoundedUpToTicks(int poll, int check, int ticks)
        {
            ChipTicker ticker = new(null, new Enc28j60Options { PollInterval = poll, CheckInterval = check, OwnTimer = false }, Look);
            for (int i = 1; i < ticks; i++)
            {
                ticker.Tick();
                Assert.False(ticker.TakeCheck());
            }

            ticker.Tick();
            Assert.True(ticker.TakeCheck());
        }

        [Fact]
        public void InterruptLine_IsHeardFromStartToDispose()
        {
            ChipTicker ticker = Make(line);
            line.Fall();
            Assert.Equal(0, looks);
            ticker.Start();
            line.Fall();
            Assert.Equal(1, looks);
            Assert.False(ticker.TakeTick());
            ticker.Dispose();
            line.Fall();
            Assert.Equal(1, looks);
        }

        private ChipTicker Make(IInterruptLine? interrupt) =>
            new(interrupt, new Enc28j60Options { OwnTimer = false }, Look);

        private void Look() => looks++;

        private sealed class Line : IInterruptLine
        {
            public event InterruptHandler? Asserted;

            public bool IsAsserted { get; set; }

            public void Fall() => Asserted?.Invoke();
        }
    }
}
