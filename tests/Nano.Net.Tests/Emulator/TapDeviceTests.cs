using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using Nano.Emulator;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public class TapDeviceTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

        /// <summary>A network of documentation addresses (RFC 5737), a prefix for each test so that they do not meet.</summary>
        private static int nextSubnet = -1;

        private readonly IPAddress kernelAddress;
        private readonly IPAddress ownAddress;

        public TapDeviceTests()
        {
            int subnet = Interlocked.Increment(ref nextSubnet) * 8;
            kernelAddress = IPAddress.Parse($"203.0.113.{subnet + 1}");
            ownAddress = IPAddress.Parse($"203.0.113.{subnet + 2}");
        }

        [SkippableFact]
        public void TheKernel_AnswersAnArpRequest()
        {
            using TapDevice tap = Open();
            byte[] reply = Ask(tap);
            Assert.Equal(tap.HardwareAddress, reply[..6]);
            Assert.Equal(tap.KernelHardwareAddress, reply[22..28]);
            Assert.Equal(kernelAddress.GetAddressBytes(), reply[28..32]);
        }

        [SkippableFact]
        public void FrameAvailable_IsRaised_ForEveryFrameAfterTheDeviceWasEmptied()
        {
            using TapDevice tap = Open();
            using var available = new AutoResetEvent(false);
            tap.FrameAvailable += () => available.Set();
            byte[] buffer = new byte[1514];
            for (int i = 0; i < 200; i++)
            {
                Assert.True(SendRequest(tap));
                bool answered = false;
                while (!answered)
                {
                    Assert.True(available.WaitOne(Patience), $"no word of the answer to request {i}");
                    while (tap.Receive(buffer, 0, 1514) > 0)
                    {
                        answered |= IsArpReply(buffer);
                    }
                }
            }
        }

        [SkippableFact]
        public void FrameAvailable_KeepsQuiet_UntilTheDeviceIsEmptied()
        {
            using TapDevice tap = Open();
            byte[] buffer = new byte[1514];
            int raised = 0;
            tap.FrameAvailable += () => Interlocked.Increment(ref raised);
            for (int i = 0; i < 50; i++)
            {
                SendRequest(tap);
            }

            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref raised) > 0, Patience));
            Thread.Sleep(100);
            Assert.Equal(1, raised);
            Assert.True(tap.Receive(buffer, 0, 1514) > 0);
            SendRequest(tap);
            Thread.Sleep(50);
            Assert.Equal(1, raised);
        }

        [SkippableFact]
        public void ALateSubscriber_IsToldOfWhatWaits()
        {
            using TapDevice tap = Open();
            SendRequest(tap);
            using var available = new AutoResetEvent(false);
            tap.FrameAvailable += () => available.Set();
            Assert.True(available.WaitOne(Patience));
        }

        [SkippableFact]
        public void AFrameThatDoesNotFit_IsDroppedAndCounted_AndOneThatJustFitsIsReceived()
        {
            using TapDevice tap = Open();
            byte[] buffer = new byte[200];
            SendRequest(tap);
            SpinWait.SpinUntil(() => tap.Receive(buffer, 0, 41) == 0 && tap.FramesDropped > 0, Patience);
            Assert.True(tap.FramesDropped > 0);

            SendRequest(tap);
            Assert.True(SpinWait.SpinUntil(() => tap.Receive(buffer, 0, 42) == 42, Patience));
            Assert.True(IsArpReply(buffer));
        }

        [SkippableFact]
        public void FullFrames_PassBothWays_Unchanged()
        {
            using TapDevice tap = Open();
            using var socket = new UdpClient(new System.Net.IPEndPoint(Bcl(kernelAddress), 0));
            int port = ((System.Net.IPEndPoint)socket.Client.LocalEndPoint!).Port;
            byte[] payload = new byte[1472];
            new Random(1).NextBytes(payload);

            byte[] frame = UdpFrame(tap, payload, port);
            Assert.True(tap.Send(frame, 0, frame.Length));
            socket.Client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            System.Net.IPEndPoint? from = null;
            Assert.Equal(payload, socket.Receive(ref from));
            Assert.Equal(Bcl(ownAddress), from.Address);

            // The kernel asks for our hardware address first: answer, as a stack does.
            socket.Send(payload, new System.Net.IPEndPoint(Bcl(ownAddress), 4321));
            byte[] buffer = new byte[3 + 1514];
            Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    int length = tap.Receive(buffer, 3, 1514);
                    if (length >= 42 && buffer[3 + 12] == 8 && buffer[3 + 13] == 6)
                    {
                        SendArp(tap, 2);
                    }

                    return length == 1514;
                },
                Patience));
            Assert.Equal(payload, buffer[(3 + 42)..]);
        }

        [SkippableFact]
        public void SendingAndReceiving_AllocatesNothing()
        {
            using TapDevice tap = Open();
            byte[] request = ArpPacket(tap, 1);
            byte[] buffer = new byte[1514];
            Assert.Equal(0, Allocations.Of(Exchange));

            void Exchange()
            {
                for (int i = 0; i < 200; i++)
                {
                    tap.Send(request, 0, request.Length);
                    tap.Receive(buffer, 0, 1514);
                    tap.Receive(buffer, 0, 1514);
                }
            }
        }

        [SkippableFact]
        public void TheInterface_IsSetUp_AndVanishesWithTheDevice()
        {
            string name;
            using (TapDevice tap = Open(mtu: 1280))
            {
                name = tap.Name;
                System.Net.NetworkInformation.NetworkInterface found = Find(name)!;
                var address = found.GetIPProperties().UnicastAddresses.Single(
                    a => a.Address.AddressFamily == AddressFamily.InterNetwork);
                Assert.Equal(Bcl(kernelAddress), address.Address);
                Assert.Equal(29, address.PrefixLength);
                Assert.Equal(1280, tap.MaximumTransmissionUnit);
                Assert.Equal("1280", File.ReadAllText($"/sys/class/net/{name}/mtu").Trim());
                Assert.NotEqual(tap.HardwareAddress, tap.KernelHardwareAddress);
                Assert.Equal(2, tap.HardwareAddress[0] & 3);
                Assert.True(tap.IsLinkUp);
            }

            Assert.Null(Find(name));
        }

        [SkippableFact]
        public void AnInterfaceTakenDown_IsALinkThatIsDown_UntilItIsUpAgain()
        {
            using TapDevice tap = Open();
            Ip($"link set {tap.Name} down");
            Assert.True(SendRequest(tap));
            Assert.False(tap.IsLinkUp);
            Assert.Equal(1, tap.FramesDropped);
            Ip($"link set {tap.Name} up");
            Assert.True(tap.IsLinkUp);
            Ask(tap);
        }

        [SkippableFact]
        public void AnInterfaceThatIsRemoved_IsALinkThatIsDown()
        {
            using TapDevice tap = Open();
            tap.FrameAvailable += () => { };
            Ip($"link del {tap.Name}");
            Assert.Equal(0, tap.Receive(new byte[1514], 0, 1514));
            Assert.True(SendRequest(tap));
            Assert.False(tap.IsLinkUp);
        }

        [SkippableFact]
        public void AnInterfaceInUse_IsOneClearError()
        {
            using TapDevice tap = Open();
            var exception = Assert.Throws<TapException>(() => new TapDevice(new() { Name = tap.Name }));
            Assert.Equal($"interface {tap.Name} is in use by another program: end that, or choose another name", exception.Message);
        }

        [SkippableFact]
        public void AnInterfaceOfAnotherKind_IsOneClearError()
        {
            SkipUnlessAvailable();
            var exception = Assert.Throws<TapException>(() => new TapDevice(new() { Name = "lo" }));
            Assert.Equal("interface lo exists and is no TAP interface: choose another name", exception.Message);
        }

        [SkippableFact]
        public void ADisposedDevice_RefusesFrames_AndDisposesAgain()
        {
            TapDevice tap = Open();
            tap.FrameAvailable += () => { };
            tap.Dispose();
            tap.Dispose();
            Assert.Throws<ObjectDisposedException>(() => tap.Send(new byte[60], 0, 60));
            Assert.Throws<ObjectDisposedException>(() => tap.Receive(new byte[60], 0, 60));
        }

        [Fact]
        public void WhereItIsNotAvailable_TheReasonIsOneLine()
        {
            bool available = TapDevice.Available(out string reason);
            Assert.Equal(available, reason.Length == 0);
            Assert.DoesNotContain('\n', reason);
        }

        private static void SkipUnlessAvailable() => Skip.IfNot(TapDevice.Available(out string reason), reason);

        private static System.Net.IPAddress Bcl(IPAddress address) => new(address.GetAddressBytes());

        private static void Ip(string arguments)
        {
            using Process process = Process.Start("ip", arguments);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }

        private static bool IsArpReply(ReadOnlySpan<byte> frame) =>
            BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == 0x0806 && BinaryPrimitives.ReadUInt16BigEndian(frame[20..]) == 2;

        private static System.Net.NetworkInformation.NetworkInterface? Find(string name) =>
            System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SingleOrDefault(i => i.Name == name);

        private TapDevice Open(int mtu = 1500)
        {
            SkipUnlessAvailable();
            return new TapDevice(new() { Name = "nanot%d", HostAddress = kernelAddress, PrefixLength = 29, Mtu = mtu });
        }

        private bool SendRequest(TapDevice tap) => SendArp(tap, 1);

        private bool SendArp(TapDevice tap, byte operation)
        {
            byte[] packet = ArpPacket(tap, operation);
            return tap.Send(packet, 0, packet.Length);
        }

        private byte[] ArpPacket(TapDevice tap, byte operation) =>
        [
            .. operation == 1 ? Frames.Broadcast : tap.KernelHardwareAddress, .. tap.HardwareAddress, 8, 6,
            0, 1, 8, 0, 6, 4, 0, operation,
            .. tap.HardwareAddress, .. ownAddress.GetAddressBytes(),
            .. tap.KernelHardwareAddress, .. kernelAddress.GetAddressBytes(),
        ];

        private byte[] UdpFrame(TapDevice tap, byte[] payload, int port)
        {
            byte[] ip =
            [
                0x45, 0, (byte)((payload.Length + 28) >> 8), (byte)(payload.Length + 28), 0, 0, 0, 0, 64, 17, 0, 0,
                .. ownAddress.GetAddressBytes(), .. kernelAddress.GetAddressBytes(),
            ];
            int sum = 0;
            for (int i = 0; i < ip.Length; i += 2)
            {
                sum += ip[i] << 8 | ip[i + 1];
            }

            BinaryPrimitives.WriteUInt16BigEndian(ip.AsSpan(10), (ushort)~(sum + (sum >> 16)));
            return
            [
                .. tap.KernelHardwareAddress, .. tap.HardwareAddress, 8, 0, .. ip,
                0x10, 0xE1, (byte)(port >> 8), (byte)port, (byte)((payload.Length + 8) >> 8), (byte)(payload.Length + 8), 0, 0,
                .. payload,
            ];
        }

        private byte[] Ask(TapDevice tap)
        {
            SendRequest(tap);
            byte[] buffer = new byte[1514];
            Assert.True(SpinWait.SpinUntil(() => tap.Receive(buffer, 0, 1514) > 0 && IsArpReply(buffer), Patience));
            return buffer;
        }
    }
}
