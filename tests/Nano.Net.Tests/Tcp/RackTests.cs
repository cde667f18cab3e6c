using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>RACK by itself (RFC 8985 section 6.2): what an arrival tells, and how wide the reordering window is.</summary>
    public class RackTests
    {
        private const int Resent = Scoreboard.Resent;

        /// <summary>Places of the sequence space: in the middle, where the sign changes, and where the numbers begin anew.</summary>
        public static TheoryData<uint> Places => new(1000, 0x7FFFFC18, 0xFFFFFC18);

        [Theory]
        [InlineData(100, 200, 25)]
        [InlineData(100, 25, 25)]
        [InlineData(100, 20, 20)]
        [InlineData(8, 200, 2)]
        [InlineData(3, 200, 1)]
        [InlineData(100, 0, 1)]
        public void ReorderingWindow_IsAQuarterOfTheLeastRoundTrip_ButNotMoreThanTheSmoothedOne(int least, int smoothed, int window)
        {
            Rack rack = Open();
            rack.minimumRoundTrip = least;
            Assert.Equal(window, rack.ReorderingWindow(smoothed, false));
        }

        [Fact]
        public void WithoutReordering_NothingIsWaitedForWhileItPresses()
        {
            Rack rack = Open();
            rack.minimumRoundTrip = 100;
            Assert.Equal(0, rack.ReorderingWindow(200, true));
            rack.OnDelivered(10, 3000, 0, 50, true);
            rack.forwardBefore = rack.forward;

            // Up to where something has arrived already is no sign of reordering; before it, is.
            rack.OnDelivered(10, 3000, 0, 50, false);
            Assert.Equal(0, rack.ReorderingWindow(200, true));
            rack.OnDelivered(10, 2999, 0, 50, false);
            Assert.Equal(25, rack.ReorderingWindow(200, true));
        }

        [Fact]
        public void WhatWasSentAgain_IsNoSignOfReordering()
        {
            Rack rack = Open();
            rack.minimumRoundTrip = 40;
            rack.OnDelivered(10, 3000, 0, 50, true);
            rack.forwardBefore = rack.forward;
            rack.OnDelivered(10, 2000, Resent, 50, false);
            Assert.Equal(0, rack.ReorderingWindow(200, true));
        }

        /// <summary>Section 6.2, step 4: each round trip with a duplicate adds a quarter of the least round trip.</summary>
        [Theory]
        [MemberData(nameof(Places))]
        public void Duplicates_WidenTheWindow_OnceARoundTrip(uint place)
        {
            Rack rack = Open(place);
            rack.minimumRoundTrip = 40;
            rack.OnDuplicate(place, place + 2000);
            Assert.Equal(20, rack.ReorderingWindow(1000, false));

            // What was outstanding then is outstanding still.
            rack.OnDuplicate(place + 1999, place + 2000);
            rack.OnDuplicate(place + 1999, place + 4000);
            Assert.Equal(20, rack.ReorderingWindow(1000, false));
            rack.OnDuplicate(place + 2000, place + 4000);
            Assert.Equal(30, rack.ReorderingWindow(1000, false));
        }

        [Fact]
        public void RoundOfMoreThanTwoGigabytesAgo_IsOver()
        {
            Rack rack = Open();
            rack.minimumRoundTrip = 40;
            rack.OnDuplicate(1000, 2000);
            rack.OnDuplicate(0x90000000, 0x90000000 + 1000);
            Assert.Equal(30, rack.ReorderingWindow(1000, false));
        }

        [Fact]
        public void Duplicates_WidenTheWindowToSixteenRoundTripsAtMost()
        {
            Rack rack = Open();
            rack.minimumRoundTrip = 40;
            for (uint round = 1; round <= 63; round++)
            {
                rack.OnDuplicate(round * 1000, (round + 1) * 1000);
                Assert.Equal((int)(round + 1) * 10, rack.ReorderingWindow(1000, false));
            }

            rack.OnDuplicate(64_000, 65_000);
            Assert.Equal(640, rack.ReorderingWindow(1000, false));
        }

        [Fact]
        public void WiderWindow_LastsForSixteenRecoveries()
        {
            Rack rack = Open();
            rack.minimumRoundTrip = 40;
            rack.OnDuplicate(1000, 2000);
            for (int i = 0; i < 15; i++)
            {
                rack.OnRecovered();
                Assert.Equal(20, rack.ReorderingWindow(1000, false));
            }

            // The next duplicate begins the count anew.
            rack.OnDuplicate(2000, 3000);
            for (int i = 0; i < 15; i++)
            {
                rack.OnRecovered();
                Assert.Equal(30, rack.ReorderingWindow(1000, false));
            }

            rack.OnRecovered();
            Assert.Equal(10, rack.ReorderingWindow(1000, false));
        }

        /// <summary>Step 2: the acknowledgment may be of the earlier time, and then says nothing of the later one.</summary>
        [Theory]
        [InlineData(99, 100, 130, true, false)]
        [InlineData(100, 100, 130, true, true)]
        [InlineData(101, 100, 130, true, true)]
        [InlineData(99, 100, 130, false, true)]
        [InlineData(100, 100, 129, true, false)]
        [InlineData(100, 100, 129, false, false)]
        public void WhatWasSentAgain_CountsWhereTheEchoOrTheTimeSaysThatItIsTheLast(int echoed, int sent, int now, bool inOrder, bool counts)
        {
            Rack rack = Open();
            rack.minimumRoundTrip = 30;
            rack.echoedAt = echoed;
            rack.OnDelivered(sent, 2000, Resent, now, inOrder);
            Assert.Equal(counts ? now - sent : -1, rack.roundTrip);
            Assert.Equal(counts ? 2000u : 1000u, rack.forward);
        }

        [Theory]
        [MemberData(nameof(Places))]
        public void Forward_IsBehindTheLastByteThatHasArrived(uint place)
        {
            Rack rack = Open(place);
            rack.OnDelivered(10, place + 2000, 0, 50, false);
            Assert.Equal(place + 2000, rack.forward);
            rack.OnDelivered(11, place + 1000, 0, 50, true);
            Assert.Equal(place + 2000, rack.forward);
        }

        /// <summary>Step 2: the round trip is that of what was sent last, of what was sent at once that of the highest number.</summary>
        [Theory]
        [MemberData(nameof(Places))]
        public void RoundTrip_IsThatOfWhatWasSentLast(uint place)
        {
            Rack rack = Open(place);
            rack.OnDelivered(10, place + 2000, 0, 10, true);
            Assert.Equal(0, rack.roundTrip);
            rack.OnDelivered(9, place + 3000, 0, 20, true);
            Assert.Equal(0, rack.roundTrip);
            rack.OnDelivered(10, place + 2000, 0, 20, true);
            Assert.Equal(0, rack.roundTrip);
            rack.OnDelivered(10, place + 2001, 0, 21, true);
            Assert.Equal(11, rack.roundTrip);
            rack.OnDelivered(11, place + 1000, 0, 23, true);
            Assert.Equal(12, rack.roundTrip);
        }

        [Theory]
        [MemberData(nameof(Places))]
        public void SentBefore_IsToldByTheTime_AndWithinAMillisecondByTheNumber(uint place)
        {
            Rack rack = Open(place);
            Assert.False(rack.IsSentBefore(9, place + 1000, 0));
            rack.OnDelivered(10, place + 2000, 0, 10, true);
            Assert.True(rack.IsSentBefore(9, place + 3000, 0));
            Assert.True(rack.IsSentBefore(9, place + 3000, Resent));
            Assert.False(rack.IsSentBefore(11, place + 1000, 0));
            Assert.True(rack.IsSentBefore(10, place + 1999, 0));
            Assert.False(rack.IsSentBefore(10, place + 2000, 0));
            Assert.False(rack.IsSentBefore(10, place + 1999, Resent));
        }

        [Fact]
        public void AfterIdleTime_NothingThatIsSentIsBeforeWhatHasArrived()
        {
            Rack rack = Open();
            rack.OnDelivered(10, 2000, 0, 50, true);
            rack.OnIdle(unchecked((int)0x80000010));
            Assert.False(rack.IsSentBefore(unchecked((int)0x80000010), 3000, 0));
            Assert.True(rack.IsSentBefore(unchecked((int)0x8000000F), 3000, 0));
        }

        [Fact]
        public void ArrivalInOrder_IsWhatHasArrivedLast()
        {
            Rack rack = Open();
            rack.OnArrivedInOrder(70, 5000, 30);
            Assert.Equal((30, 5000u, 5000u), (rack.roundTrip, rack.forward, rack.forwardBefore));
            Assert.True(rack.IsSentBefore(69, 6000, 0));
            Assert.True(rack.IsSentBefore(70, 4999, 0));
            Assert.False(rack.IsSentBefore(70, 5000, 0));
        }

        [Fact]
        public void NewConnection_KnowsNothingOfTheLast()
        {
            Rack rack = Open();
            rack.minimumRoundTrip = 40;
            rack.OnDelivered(10, 3000, 0, 50, true);
            rack.forwardBefore = rack.forward;
            rack.OnDelivered(10, 2000, 0, 50, false);
            rack.OnDuplicate(1000, 2000);
            rack.Open(7000);
            Assert.Equal((-1, 7000u, 7000u), (rack.roundTrip, rack.forward, rack.forwardBefore));
            Assert.Equal(900, rack.ReorderingWindow(900, false));
            rack.minimumRoundTrip = 40;
            Assert.Equal(10, rack.ReorderingWindow(1000, false));
            Assert.Equal(0, rack.ReorderingWindow(1000, true));
            Assert.False(rack.IsSentBefore(9, 7500, 0));
        }

        private static Rack Open(uint sequence = 1000)
        {
            var rack = new Rack();
            rack.Open(sequence);
            return rack;
        }
    }
}
