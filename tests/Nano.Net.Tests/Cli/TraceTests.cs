using Nano.Emulator;
using Nano.Simulation;

namespace Nano.Net.Tests.Cli
{
    public sealed class TraceTests : IDisposable
    {
        private readonly string path = Path.Combine(Path.GetTempPath(), $"nano-trace-{Guid.NewGuid():N}.pcap");

        public void Dispose() => File.Delete(path);

        [Theory]
        [InlineData(PcapLinkType.Ethernet)]
        [InlineData(PcapLinkType.RawIp)]
        public void WholeConnection_IsDrawn(PcapLinkType linkType)
        {
            WriteWhole(linkType);

            CommandResult result = CommandResult.Of("trace", path);

            Assert.Equal(0, result.Status);
            Assert.Empty(result.Error);
            Assert.Matches(@"(?s)Connection 1.*SYN  seq 0.*SYN,ACK  seq 0  ack 1.*retransmission.*FIN,ACK  seq 101.*TIME-WAIT +\|-- ACK  seq 102  ack 2.*CLOSED", result.Output);
            Assert.Contains("left to right 6 segments, 100 B, 1 retransmission; right to left 4 segments, 0 B.", result.Output);
            Assert.Contains("1 TCP connection in 10 frames.", result.Output);
            Assert.DoesNotContain('\e', result.Output);
            Assert.All(result.Output, c => Assert.InRange(c, '\n', '~'));
        }

        [Theory]
        [InlineData(PcapLinkType.Ethernet)]
        [InlineData(PcapLinkType.RawIp)]
        public void WholeConnectionOverIpv6_IsDrawnAsOverIpv4(PcapLinkType linkType)
        {
            Write(linkType, Exchange.WholeIpv6());

            CommandResult result = CommandResult.Of("trace", path);

            Assert.Equal(0, result.Status);
            Assert.Matches(@"(?s)Connection 1.*\[2001:db8::1\]:50000 +\[2001:db8::2\]:7.*SYN  seq 0.*retransmission.*FIN,ACK  seq 101.*CLOSED", result.Output);
            Assert.Contains("left to right 6 segments, 100 B, 1 retransmission; right to left 4 segments, 0 B.", result.Output);
            Assert.Contains("1 TCP connection in 10 frames.", result.Output);
        }

        [Fact]
        public void Frames_AreListedALineEach()
        {
            Write(PcapLinkType.Ethernet, [Exchange.Whole()[0], Exchange.WholeIpv6()[1]]);

            CommandResult result = CommandResult.Of("trace", "--frames", path);

            Assert.Equal(0, result.Status);
            string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(2, lines.Length);
            Assert.Equal("0.000  10.0.0.1 > 10.0.0.2  TCP 50000 > 7  SYN  seq 4294967040  len 0  win 1000", lines[0].Trim());
            Assert.Equal("0.001  2001:db8::2 > 2001:db8::1  [destination options] TCP 7 > 50000  SYN,ACK  seq 5000  ack 4294967041  len 0  win 500", lines[1].Trim());
        }

        [Fact]
        public void FramesOrLadders_NotBoth() => CommandResult.Of("trace", "--frames", "--all", path).IsRefused("--all or --frames, not both");

        [Fact]
        public void CaptureOfASimulation_ShowsEachConnectionOnItsOwn()
        {
            var hosts = new TwoHosts(new WireConditions { Delay = TimeSpan.FromMilliseconds(10) });
            using (new WireCapture(path, hosts.Wire))
            {
                hosts.ListenOnB();
                Net.Tcp.TcpConnection first = hosts.A.Connect(TwoHosts.AddressB, 7);
                Net.Tcp.TcpConnection second = hosts.A.Connect(TwoHosts.AddressB, 7);
                Assert.True(hosts.RunUntil(() => first.IsSynchronized && second.IsSynchronized));
                hosts.A.Act(() => first.Send(new byte[20_000], 0, 8000));
                hosts.A.Act(second.Abort);
                hosts.RunFor(1000);
            }

            CommandResult result = CommandResult.Of("trace", "--all", path);

            Assert.Equal(0, result.Status);
            Assert.Contains("Connection 2", result.Output);
            Assert.Contains("2 TCP connections", result.Output);
            Assert.Contains("RST", result.Output);
            Assert.Contains("frames of other kinds", result.Output);
        }

        [Fact]
        public void CaptureThatIsCutShort_IsDrawnAsFarAsItGoes()
        {
            WriteWhole(PcapLinkType.Ethernet);
            byte[] bytes = File.ReadAllBytes(path);
            File.WriteAllBytes(path, bytes[..^10]);

            CommandResult result = CommandResult.Of("trace", path);

            result.IsRefused("cut short", "what comes before it is above");
            Assert.Contains("FIN,ACK", result.Output);
        }

        [Fact]
        public void WhatIsNoCapture_IsRefused()
        {
            File.WriteAllText(path, "This is a text, and longer than the header of a capture.");
            CommandResult.Of("trace", path).IsRefused("is no capture that can be read");
            File.WriteAllBytes(path, [0xD4, 0xC3, 0xB2]);
            CommandResult.Of("trace", path).IsRefused("cut short");
            File.WriteAllText(path, "");
            CommandResult.Of("trace", path).IsRefused("cut short");
            CommandResult.Of("trace", Path.GetTempPath()).IsRefused("is a directory");
        }

        [Fact]
        public void UnknownLinkType_IsRefused()
        {
            new PcapWriter(path, (PcapLinkType)113).Dispose();
            CommandResult.Of("trace", path).IsRefused("link type 113", "Ethernet (1) and raw IP (101)");
        }

        private void WriteWhole(PcapLinkType linkType) => Write(linkType, Exchange.Whole());

        private void Write(PcapLinkType linkType, Nano.Cli.ObservedSegment[] segments)
        {
            using var writer = new PcapWriter(path, linkType);
            long time = 1_700_000_000_000_000;
            foreach (var segment in segments)
            {
                writer.Write(time += 1000, linkType == PcapLinkType.Ethernet ? Exchange.Frame(segment) : Exchange.Packet(segment));
            }
        }
    }
}
