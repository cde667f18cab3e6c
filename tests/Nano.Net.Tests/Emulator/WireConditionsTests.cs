using Nano.Emulator;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public class WireConditionsTests
    {
        public static TheoryData<string, string, Func<object>> ImpossibleValues => new()
        {
            { "Loss", "0 to 1", () => new WireConditions { Loss = 1.01 } },
            { "Loss", "0 to 1", () => new WireConditions { Loss = double.NaN } },
            { "Reordering", "0 to 1", () => new WireConditions { Reordering = -0.1 } },
            { "Duplication", "0 to 1", () => new WireConditions { Duplication = 2 } },
            { "Corruption", "0 to 1", () => new WireConditions { Corruption = -1 } },
            { "Delay", "0 to 01:00:00", () => new WireConditions { Delay = TimeSpan.FromTicks(-1) } },
            { "Jitter", "0 to 01:00:00", () => new WireConditions { Jitter = TimeSpan.FromHours(2) } },
            { "ReorderingDelay", "0 to 01:00:00", () => new WireConditions { ReorderingDelay = TimeSpan.MaxValue } },
            { "BitsPerSecond", "0 to 1,000,000,000,000", () => new WireConditions { BitsPerSecond = -1 } },
            { "Mtu", "68 to 65,535", () => new WireConditions { Mtu = 67 } },
            { "QueueFrames", "1 to 100,000", () => new WireConditions { QueueFrames = 0 } },
            { "Enter", "0 to 1", () => new BurstLoss { Enter = 1.5 } },
            { "Leave", "0 to 1", () => new BurstLoss { Leave = -1 } },
            { "Loss", "0 to 1", () => new BurstLoss { Loss = 3 } },
            { "Headroom", "0 to 64", () => new WirePortOptions { Headroom = 65 } },
            { "Mtu", "68 to 65,535", () => new WirePortOptions { Mtu = 1 } },
            { "ReceiveQueueFrames", "1 to 65,536", () => new WirePortOptions { ReceiveQueueFrames = 0 } },
            { "PrefixLength", "1 to 127", () => new TapOptions { PrefixLength = 128 } },
        };

        [Theory]
        [MemberData(nameof(ImpossibleValues))]
        public void AnImpossibleValue_IsRefused_ByNameAndRange(string name, string range, Func<object> make)
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(make);
            Assert.Equal(name, exception.ParamName);
            Assert.Contains($"{name} must be", exception.Message);
            Assert.Contains(range, exception.Message);
        }

        [Theory]
        [InlineData(5)]
        [InlineData(7)]
        public void AHardwareAddress_OfAnotherLength_IsRefused(int length)
        {
            Assert.Throws<ArgumentException>(() => new WirePortOptions { HardwareAddress = new byte[length] });
            Assert.Throws<ArgumentException>(() => new TapOptions { HardwareAddress = new byte[length] });
        }

        [Theory]
        [InlineData("")]
        [InlineData("sixteen-letters!")]
        [InlineData("a b")]
        [InlineData("a/b")]
        public void AnImpossibleInterfaceName_IsRefused(string name)
        {
            var exception = Assert.Throws<ArgumentException>(() => new TapOptions { Name = name });
            Assert.Contains("1 to 15", exception.Message);
        }

        [Fact]
        public void Conditions_AreValues_AndCanBeVaried()
        {
            var one = new WireConditions { Loss = 0.1, Bursts = new BurstLoss { Enter = 0.2 } };
            Assert.Equal(one, new WireConditions { Loss = 0.1, Bursts = new BurstLoss { Enter = 0.2 } });
            Assert.NotEqual(one, one with { Loss = 0.2 });
        }
    }
}
