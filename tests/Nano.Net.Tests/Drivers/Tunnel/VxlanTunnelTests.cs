using Nano.Net.Drivers;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Drivers.Tunnel
{
    /// <summary>The format of VXLAN (RFC 7348 section 5), and what is not let in.</summary>
    public class VxlanTunnelTests
    {
        private const int Network = 0x123456;
        private static readonly byte[] Header = [0x08, 0, 0, 0, 0x12, 0x34, 0x56, 0];
        private static readonly byte[] Frame = Packets.Bytes(60);

        private readonly FakeDatagramSocket socket = new();
        private readonly VxlanTunnel tunnel;
        private readonly byte[] buffer = new byte[2000];

        public VxlanTunnelTests() => tunnel = Make();

        [Fact]
        public void AFrame_GoesOutBehindTheHeader_InOneDatagram_WhichIsMadeInTheHeadroom()
        {
            Assert.True(Send(Frame));
            Assert.Equal([.. Header, .. Frame], Assert.Single(socket.Sent!));
            Assert.Equal(Header, buffer[2..10]);
            Assert.Equal(1, tunnel.Counters.FramesSent);
        }

        [Fact]
        public void AFrameOfThePeer_ComesIn()
        {
            socket.Put([.. Header, .. Frame]);
            Assert.Equal(Frame, Receive());
            Assert.Null(Receive());
            Assert.Equal(1, tunnel.Counters.FramesReceived);
        }

        [Fact]
        public void ReservedBits_ArePassedOver()
        {
            socket.Put([0xFF, 0xFF, 0xFF, 0xFF, 0x12, 0x34, 0x56, 0xFF, .. Frame]);
            Assert.Equal(Frame, Receive());
        }

        [Fact]
        public void AFrameOfAnotherPeer_IsDroppedAndCounted_WhateverElseItIs()
        {
            socket.Put([.. Header, .. Frame], fromPeer: false);
            socket.Put([], fromPeer: false);
            socket.Put(new byte[3000], fromPeer: false);
            AssertDropped(3, counters => counters.ForeignPeer);
        }

        [Theory]
        [InlineData(4)]
        [InlineData(5)]
        [InlineData(6)]
        public void AFrameOfAnotherNetwork_IsDroppedAndCounted(int differsAt)
        {
            byte[] datagram = [.. Header, .. Frame];
            datagram[differsAt] ^= 1;
            socket.Put(datagram);
            AssertDropped(1, counters => counters.ForeignNetwork);
        }

        [Fact]
        public void ADatagramWithoutTheFlag_IsDroppedAndCounted()
        {
            socket.Put([0xF7, 0, 0, 0, 0x12, 0x34, 0x56, 0, .. Frame]);
            AssertDropped(1, counters => counters.NoNetwork);
        }

        [Fact]
        public void ADatagramTooShortForAFrame_IsDroppedAndCounted_HoweverShort()
        {
            for (int length = 0; length < 8 + 14; length++)
            {
                socket.Put([.. Header.Concat(Frame).Take(length)]);
            }

            AssertDropped(22, counters => counters.TooShort);
        }

        [Theory]
        [InlineData(1, true)]
        [InlineData(0, false)]
        public void ALongFrame_IsTakenAsFarAsTheMtuGoes(int excess, bool dropped)
        {
            byte[] frame = Packets.Bytes(14 + 1450 + excess);
            socket.Put([.. Header, .. frame]);
            Assert.Equal(dropped ? null : frame, Receive());
            Assert.Equal(dropped ? 1 : 0, tunnel.Counters.TooLong);
        }

        [Fact]
        public void AFrameLongerThanTheRoomForIt_IsDroppedAndCounted()
        {
            socket.Put([.. Header, .. Frame]);
            Assert.Equal(0, tunnel.Receive(buffer, 10, Frame.Length - 1));
            Assert.Equal(1, tunnel.Counters.TooLong);
        }

        [Fact]
        public void WhatIsDropped_DoesNotHoldUpWhatIsWelcome_NorTheStack()
        {
            int told = 0;
            tunnel.FrameAvailable += () => told++;
            for (int i = 0; i < 100; i++)
            {
                socket.Put(Frame, fromPeer: false);
            }

            socket.Put([.. Header, .. Frame]);
            int before = told;
            for (int turn = 0; turn < 3; turn++)
            {
                Assert.Null(Receive());
            }

            Assert.Equal(before + 3, told);
            Assert.Equal(Frame, Receive());
            Assert.Equal(100, tunnel.Counters.ForeignPeer);
        }

        [Fact]
        public void AFrameLongerThanTheMtu_IsNotSent_AndCounted()
        {
            Assert.True(Send(Packets.Bytes(14 + 1450)));
            Assert.True(Send(Packets.Bytes(14 + 1451)));
            Assert.Single(socket.Sent!);
            Assert.Equal(1, tunnel.Counters.SendTooLong);
        }

        [Fact]
        public void ASocketWithoutRoom_IsTriedAgain_AndOneThatFails_IsNot()
        {
            socket.Result = DatagramResult.Busy;
            Assert.False(Send(Frame));
            Assert.Equal(1, tunnel.Counters.SendBusy);

            socket.Result = DatagramResult.Failed;
            Assert.True(Send(Frame));
            Assert.Equal(1, tunnel.Counters.SendFailed);
            Assert.Equal(0, tunnel.Counters.FramesSent);
        }

        [Fact]
        public void TheTunnel_IsAnEthernetLink_WithRoomForItsHeader_UpWhileTheSocketIsOpen()
        {
            Assert.Equal(LinkMedium.Ethernet, tunnel.Capabilities.Medium);
            Assert.Equal(8, tunnel.Capabilities.Headroom);
            Assert.Equal(1450, tunnel.MaximumTransmissionUnit);
            Assert.True(tunnel.IsLinkUp);
            socket.IsOpen = false;
            Assert.False(tunnel.IsLinkUp);
        }

        [Fact]
        public void AnAddressThatIsNotGiven_IsChosen_LocallyAdministered()
        {
            VxlanTunnel chosen = new(socket, new VxlanOptions());
            Assert.Equal(2, chosen.HardwareAddress[0] & 3);
            Assert.NotEqual(chosen.HardwareAddress, new VxlanTunnel(socket, new VxlanOptions()).HardwareAddress);
            Assert.Equal(Packets.OurHardware, tunnel.HardwareAddress);
        }

        [Fact]
        public void ImpossibleOptions_AreRefused()
        {
            Refused("0 to 16777215", options => options.Network = -1);
            Refused("0 to 16777215", options => options.Network = 1 << 24);
            Refused("68 to 8950", options => options.MaximumTransmissionUnit = 67);
            Refused("68 to 8950", options => options.MaximumTransmissionUnit = 8951);
            Refused("6 bytes", options => options.HardwareAddress = new byte[5]);
            Refused("not a group address", options => options.HardwareAddress = [1, 0, 0, 0, 0, 0]);
        }

        [Fact]
        public void ManyFrames_AllocateNothing()
        {
            socket.Put([.. Header, .. Frame]);
            socket.Put(Frame, fromPeer: false);
            socket.Put([.. Header, .. Frame]);
            socket.Sent = null;
            int rounds = 0;
            Assert.Equal(0, Allocations.Of(() =>
            {
                rounds++;
                for (int i = 0; i < 1000; i++)
                {
                    socket.Rewind();
                    while (tunnel.Receive(buffer, 10, 1464) > 0)
                    {
                        tunnel.Send(buffer, 10, 1000);
                    }
                }
            }));
            Assert.Equal(2000 * rounds, tunnel.Counters.FramesReceived);
            Assert.Equal(1000 * rounds, tunnel.Counters.ForeignPeer);
        }

        private static void Refused(string says, Action<VxlanOptions> set)
        {
            VxlanOptions options = new();
            set(options);
            Assert.Contains(says, Assert.Throws<ArgumentException>(() => new VxlanTunnel(new FakeDatagramSocket(), options)).Message, StringComparison.Ordinal);
        }

        private VxlanTunnel Make() => new(socket, new VxlanOptions { Network = Network, HardwareAddress = Packets.OurHardware });

        private bool Send(byte[] frame)
        {
            frame.CopyTo(buffer, 10);
            return tunnel.Send(buffer, 10, frame.Length);
        }

        private byte[]? Receive()
        {
            int length = tunnel.Receive(buffer, 10, 14 + 1450);
            return length == 0 ? null : buffer[10..(10 + length)];
        }

        private void AssertDropped(long expected, Func<VxlanCounters, long> counter)
        {
            Assert.Null(Receive());
            Assert.Equal(expected, counter(tunnel.Counters));
            Assert.Equal(0, tunnel.Counters.FramesReceived);
        }
    }
}
