using Nano.Net.Tcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>Connections on Ethernet, whose neighbours are off, come late, or get another hardware address.</summary>
    public class NeighborsOfConnectionsTests
    {
        private readonly FakeLinkDevice device = new();
        private readonly NetworkStack stack;
        private long now;
        private uint sequence;

        public NeighborsOfConnectionsTests()
        {
            stack = new NetworkStack(device, new StackOptions
            {
                Address = new IPAddress([10, 0, 0, 1]),
                Gateway = new IPAddress([10, 0, 0, 254]),
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
                SendBufferSize = 4096,
            });
            Pass(5000);
            device.Sent!.Clear();
        }

        [Theory]
        [InlineData(Packets.Peer, Packets.Peer)]
        [InlineData(Packets.FarAway, Packets.Gateway)]
        public void ConnectToAHostThatIsOff_OrBehindARouterThatIsOff_EndsAfterThreeSeconds(uint host, uint asked)
        {
            TcpConnection connection = Connect(host);
            Pass(2999);
            Assert.Equal(TcpState.SynSent, connection.state);
            Assert.Equal([asked, asked, asked], device.Sent!.Select(frame => Packets.Get32(frame, 38)));
            Pass(1);
            Assert.Equal(TcpError.HostUnreachable, connection.error);
        }

        [Fact]
        public void ConnectToAHostThatWasOffAMomentAgo_AsksForItOnceMore()
        {
            Connect(Packets.Peer).Close();
            Pass(3500);
            device.Sent!.Clear();
            TcpConnection second = Connect(Packets.Peer);
            Pass(2499);
            Assert.Empty(device.Sent);
            Pass(1);
            Assert.Single(device.Sent);
            Put(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));

            // The SYN that was dropped does not wait for its time-out.
            Assert.Equal(2, device.Sent.Count);
            Assert.Equal(Packets.PeerHardware, device.Sent[1].AsSpan(0, 6).ToArray());
            Assert.Equal(TcpState.SynSent, second.state);
        }

        [Fact]
        public void ConnectWhileTheLinkIsDown_WaitsForIt()
        {
            device.IsLinkUp = false;
            Poll();
            TcpConnection connection = Connect(Packets.Peer);
            Pass(100_000);
            Assert.Equal(TcpState.SynSent, connection.state);
            device.Sent!.Clear();
            device.IsLinkUp = true;
            Poll();

            // The neighbour is asked for, and this host's address announced.
            Assert.Equal([Packets.Peer, Packets.Us], device.Sent.Select(frame => Packets.Get32(frame, 38)));
            device.Sent.Clear();
            Put(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
            Assert.Equal(0x02, Flags(device.Sent.Single()));
        }

        [Fact]
        public void PeerWithAnotherHardwareAddress_IsFoundByTimeOuts_AndWhatIsOutstandingGoesThereAtOnce()
        {
            TcpConnection connection = Established();
            Pass(10_000);
            device.Sent!.Clear();
            Assert.Equal(3000, connection.Send(new byte[3000], 0, 3000));
            device.Sent.Clear();

            // RTO after a second, two polls, and then everybody is asked.
            var asked = new List<(long After, bool Everybody)>();
            long begun = now;
            while (asked.Count == 0 || !asked[^1].Everybody)
            {
                Pass(1);
                Assert.True(now - begun < 10_000);
                asked.AddRange(device.Sent.Where(frame => Packets.Get16(frame, 12) == 0x0806).Select(frame => (now - begun, frame[0] == 0xFF)));
                device.Sent.Clear();
            }

            Assert.Equal([(1000, false), (2000, false), (3000, true)], asked);
            Put(Packets.ArpReply(Packets.OtherHardware, Packets.Peer));
            byte[] data = device.Sent[0];
            Assert.Equal(Packets.OtherHardware, data.AsSpan(0, 6).ToArray());
            Assert.Equal(sequence + 1, Packets.Get32(data, 38));
            Assert.Equal(now + 1000, connection.sender.deadline);
        }

        [Fact]
        public void PeerThatAnswersLate_GetsWhatIsOutstandingAtOnce()
        {
            TcpConnection connection = Established();
            Pass(61_000);
            Assert.Equal(1, connection.Send(new byte[1], 0, 1));
            Pass(2000);
            device.Sent!.Clear();
            Put(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
            Assert.Equal(sequence + 1, Packets.Get32(device.Sent[0], 38));
        }

        /// <summary>RFC 1122 section 2.3.2.1 (4): whatever is not acknowledged in time, the neighbour is asked whether it still is where it was.</summary>
        [Theory]
        [InlineData("SYN")]
        [InlineData("SYN-ACK")]
        [InlineData("FIN")]
        public void WhatIsNotAcknowledgedInTime_PutsTheNeighborInDoubt(string what)
        {
            if (what == "FIN")
            {
                TcpConnection connection = Established();
                Pass(2000);
                connection.Close();
                Assert.Null(connection.path);
            }
            else
            {
                Put(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
                Pass(2000);
                device.Sent!.Clear();
                if (what == "SYN")
                {
                    Connect(Packets.Peer);
                }
                else
                {
                    Assert.NotNull(stack.tcp.Listen(null, 7, 8, out _));
                    Put(Segment(2000, 7, 0x02, 0));
                }
            }

            byte[] first = device.Sent![^1];
            device.Sent.Clear();
            Pass(999);
            Assert.Empty(device.Sent);
            Pass(1);
            Assert.Equal([0x0806, 0x0800], device.Sent.Select(frame => Packets.Get16(frame, 12)));
            Assert.All(device.Sent, frame => Assert.Equal(Packets.PeerHardware, frame.AsSpan(0, 6).ToArray()));
            Assert.Equal(first[34..50], device.Sent[1][34..50]);
        }

        private static int Flags(byte[] frame) => frame[47];

        private static byte[] Segment(int from, int to, byte flags, uint acknowledgment)
        {
            byte[] segment = new byte[24];
            Packets.Put16(segment, 0, from);
            Packets.Put16(segment, 2, to);
            Packets.Put32(segment, 4, 1000);
            Packets.Put32(segment, 8, acknowledgment);
            segment[12] = 6 << 4;
            segment[13] = flags;
            Packets.Put16(segment, 14, 20_000);
            new byte[] { 2, 4, 1460 >> 8, 1460 & 0xFF }.CopyTo(segment, 20);
            byte[] pseudo = new byte[12];
            Packets.Put32(pseudo, 0, Packets.Peer);
            Packets.Put32(pseudo, 4, Packets.Us);
            pseudo[9] = 6;
            Packets.Put16(pseudo, 10, segment.Length);
            Packets.Put16(segment, 16, Packets.Checksum(segment, ~Packets.Checksum(pseudo) & 0xFFFF));
            return Packets.FromPeer(Packets.Ip(6, segment));
        }

        private TcpConnection Connect(uint host)
        {
            TcpConnection? connection = stack.tcp.Connect(new IPAddress(host), 80, 0, out OpenError error);
            Assert.Equal(OpenError.None, error);
            return connection!;
        }

        private TcpConnection Established()
        {
            TcpConnection connection = Connect(Packets.Peer);
            Put(Packets.ArpReply(Packets.PeerHardware, Packets.Peer));
            byte[] syn = device.Sent![^1];
            sequence = Packets.Get32(syn, 38);
            Put(Segment(80, Packets.Get16(syn, 34), 0x12, sequence + 1));
            Assert.Equal(TcpState.Established, connection.state);
            return connection;
        }

        private void Put(byte[] frame)
        {
            device.Put(frame);
            Poll();
        }

        private void Poll()
        {
            while (stack.Poll(now) == 0)
            {
            }
        }

        private void Pass(int milliseconds)
        {
            for (int i = 0; i < milliseconds; i++)
            {
                now++;
                Poll();
            }
        }
    }
}
