using System.Reflection;
using Nano.Emulator;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Sockets
{
    public class StackOptionsTests
    {
        [Fact]
        public void Defaults_AreAllowed_AndSmall()
        {
            var options = new StackOptions();
            options.Validate();
            Assert.InRange(options.MemoryFootprint, 1, 40_000);
        }

        /// <summary>A footprint that no number holds is the greatest there is, and not a negative one.</summary>
        [Fact]
        public void MemoryFootprint_DoesNotOverflow()
        {
            Assert.Equal(int.MaxValue, new StackOptions { Connections = 65535, ReceiveBufferSize = 1073725440 }.MemoryFootprint);
            Assert.Equal(int.MaxValue, new StackOptions { UdpSockets = 65535, UdpQueueSize = 16777216 }.MemoryFootprint);
            int few = new StackOptions { ReceiveBufferSize = 100_000_000, SendBufferSize = 100_000_000, ScoreboardSpans = 6 }.MemoryFootprint;
            int more = new StackOptions { ReceiveBufferSize = 100_000_001, SendBufferSize = 100_000_000, ScoreboardSpans = 6 }.MemoryFootprint;
            Assert.Equal(3, more - few);
        }

        [Fact]
        public void UnknownCongestionControl_IsRefusedByName()
        {
            var options = new StackOptions { CongestionControl = (CongestionAlgorithm)2 };
            Assert.Contains("CongestionControl must be NewReno (0) or Cubic (1), not 2", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        }

        /// <summary>CUBIC differs from NewReno in congestion avoidance, which a send buffer of less than four segments never comes to.</summary>
        [Theory]
        [InlineData(CongestionAlgorithm.Cubic, 2143, CongestionAlgorithm.NewReno)]
        [InlineData(CongestionAlgorithm.Cubic, 2144, CongestionAlgorithm.Cubic)]
        [InlineData(CongestionAlgorithm.NewReno, 2144, CongestionAlgorithm.NewReno)]
        public void Cubic_IsForSendBuffersThatLeaveItSomethingToDo(CongestionAlgorithm chosen, int sendBuffer, CongestionAlgorithm used)
        {
            var options = new StackOptions { CongestionControl = chosen, SendBufferSize = sendBuffer };
            var other = new StackOptions { CongestionControl = CongestionAlgorithm.NewReno, SendBufferSize = sendBuffer };

            Assert.Equal(used, options.EffectiveCongestionControl());
            Assert.Equal(used == CongestionAlgorithm.Cubic, options.MemoryFootprint > other.MemoryFootprint);
            var stack = new NetworkStack(new SilentDevice(), options);
            Assert.Equal(used, stack.tcp.congestionAlgorithm);
        }

        /// <summary>Every option that is a number: one below its least and one above its greatest value are refused by name.</summary>
        [Theory]
        [InlineData("PrefixLength", 0, 32)]
        [InlineData("TimeToLive", 1, 255)]
        [InlineData("Paths", 2, 65535)]
        [InlineData("Neighbors", 1, 4096)]
        [InlineData("NeighborLifetime", 1000, 86400000)]
        [InlineData("PendingPackets", 0, 4096)]
        [InlineData("PendingPacketSize", 68, 65535)]
        [InlineData("ReassemblyBuffers", 0, 256)]
        [InlineData("ReassemblySize", 8, 65515)]
        [InlineData("ReassemblyTimeout", 1000, 120000)]
        [InlineData("IcmpErrorsPerSecond", 0, 10000)]
        [InlineData("MulticastGroups", 0, 32)]
        [InlineData("MaximumTransmissionUnit", 68, 65535)]
        [InlineData("UdpSockets", 0, 65535)]
        [InlineData("UdpQueueLength", 1, 65535)]
        [InlineData("UdpQueueSize", 8, 16777216)]
        [InlineData("Connections", 1, 65535)]
        [InlineData("OutgoingConnections", 0, 2)]
        [InlineData("HalfOpenConnections", 0, 65535)]
        [InlineData("TimeWaitConnections", 0, 65535)]
        [InlineData("Listeners", 0, 65535)]
        [InlineData("ReceiveBufferSize", 256, 1073725440)]
        [InlineData("SendBufferSize", 256, 1073725440)]
        [InlineData("OutOfOrderRanges", 0, 1024)]
        [InlineData("ScoreboardSpans", 0, 1024)]
        [InlineData("AcknowledgmentDelay", 0, 500)]
        [InlineData("MinimumRetransmissionTimeout", 10, 60000)]
        [InlineData("MaximumRetransmissionTimeout", 1000, 600000)]
        [InlineData("ConnectTimeout", 1000, 3600000)]
        [InlineData("UserTimeout", 1000, 86400000)]
        [InlineData("OrphanTimeout", 1000, 86400000)]
        [InlineData("FinWait2Timeout", 1000, 86400000)]
        [InlineData("HalfOpenTimeout", 1000, 300000)]
        [InlineData("MaximumSegmentLifetime", 1, 240000)]
        [InlineData("KeepAliveTime", 1000, 86400000)]
        [InlineData("KeepAliveInterval", 100, 86400000)]
        [InlineData("KeepAliveCount", 1, 255)]
        public void Ranges(string name, int least, int greatest)
        {
            FieldInfo option = typeof(StackOptions).GetField(name)!;
            foreach (int value in new[] { least, greatest })
            {
                var allowed = new StackOptions { MaximumRetransmissionTimeout = 60000 };
                option.SetValue(allowed, value);
                if (allowed.MinimumRetransmissionTimeout <= allowed.MaximumRetransmissionTimeout)
                {
                    allowed.Validate();
                }
            }

            foreach (int value in new[] { least - 1, greatest + 1, int.MinValue })
            {
                var refused = new StackOptions();
                option.SetValue(refused, value);
                string message = Assert.Throws<ArgumentException>(refused.Validate).Message;
                Assert.Contains(name, message);
                Assert.Contains(least.ToString(), message);
                Assert.Contains(greatest.ToString(), message);
            }
        }

        [Fact]
        public void EveryNumber_IsInTheTestAbove() => Assert.Equal(
            typeof(StackOptions).GetFields().Where(p => p.FieldType == typeof(int)).Select(p => p.Name).Order(),
            typeof(StackOptionsTests).GetMethod(nameof(Ranges))!.GetCustomAttributes<InlineDataAttribute>()
                .Select(a => (string)a.GetData(null!).First()[0]).Order());

        [Fact]
        public void WhatIsNotANumber()
        {
            Assert.Throws<ArgumentException>(() => new StackOptions { Address = null! }.Validate());
            Assert.Throws<ArgumentException>(() => new StackOptions { Gateway = null! }.Validate());
            Assert.Throws<ArgumentException>(() => new StackOptions { Address = IPAddress.IPv6Loopback }.Validate());
            Assert.Throws<ArgumentException>(() => new StackOptions { Gateway = IPAddress.IPv6Any }.Validate());
            Assert.Contains("Secret", Assert.Throws<ArgumentException>(() => new StackOptions { Secret = new byte[7] }.Validate()).Message);
            Assert.Throws<ArgumentException>(() => new StackOptions { MinimumRetransmissionTimeout = 2000, MaximumRetransmissionTimeout = 1999 }.Validate());
            Assert.Throws<ArgumentException>(() => new StackOptions { HalfOpenConnections = 0, SynCookies = false }.Validate());
            var wire = new VirtualWire(new VirtualScheduler());
            Assert.Throws<ArgumentException>(() => new NetworkStack(wire.A, new StackOptions { Connections = 0 }));
            Assert.Throws<ArgumentNullException>(() => new NetworkStack(null!, new StackOptions()));
            Assert.Throws<ArgumentNullException>(() => new NetworkStack(wire.A, null!));
        }

        [Fact]
        public void AddressOfTheStack_IsOneOfIPv4()
        {
            NetworkStack stack = new(new VirtualWire(new VirtualScheduler()).A, new StackOptions());
            Assert.Throws<ArgumentException>(() => stack.Configure(IPAddress.IPv6Loopback, 24, IPAddress.Any));
            Assert.Throws<ArgumentException>(() => stack.Configure(IPAddress.Loopback, 24, IPAddress.IPv6Any));
            Assert.Throws<ArgumentNullException>(() => stack.Configure(null!, 24, IPAddress.Any));
            Assert.Throws<ArgumentNullException>(() => stack.Configure(IPAddress.Loopback, 24, null!));
        }
    }
}
