using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
using Nano.Net.Sockets;
using Nano.Net.Wire;

namespace Nano.Fuzzing
{
    /// <summary>A service on a stack; datagrams reach it, and time passes. What a datagram must repeat of what was asked is put into it.</summary>
    internal abstract class ServiceTarget : MessageTarget
    {
        private const int PayloadOffset = FrameMaker.PayloadOffset + UdpDatagram.HeaderLength;

        private readonly byte[] asked = new byte[2048];
        private int askedLength;

        private protected ServiceTarget(bool hasAddress, Ipv6Options? ipv6 = null)
        {
            Arena = new Arena(new StackOptions
            {
                Address = hasAddress ? new IPAddress(Arena.Address) : IPAddress.Any,
                MulticastGroups = 4,
                IPv6 = ipv6,
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            })
            {
                Sent = OnSent,
            };
            Runner = new StackRunner(Arena.Stack, Arena);
        }

        internal override int MostSteps => 30;

        internal override Arena Arena { get; }

        private protected StackRunner Runner { get; }

        /// <summary>The datagram that was sent last; empty before the first.</summary>
        private protected ReadOnlySpan<byte> Asked => asked.AsSpan(0, askedLength);

        /// <summary>The port that it came from.</summary>
        private protected int AskedFrom { get; private set; }

        internal override bool Knows(Step step) => step is MessageStep or WaitStep;

        internal override void Apply(Step step)
        {
            if (step is WaitStep wait)
            {
                Arena.Pass(wait.Milliseconds == WaitStep.UntilDue ? Math.Min(Arena.Pause, 86_400_000) : wait.Milliseconds);
                return;
            }

            var message = (MessageStep)step;
            byte[] bytes = [.. message.Bytes];
            Address(bytes, message.Variant, out uint source, out int sourcePort, out uint destination, out int port);
            Arena.Deliver(FrameMaker.MakeDatagram(source, sourcePort, destination, port, bytes));
        }

        internal override Step Draw(RandomSource random) =>
            random.OneIn(3) ? DrawWait(random) : base.Draw(random);

        internal override Step Change(Step step, RandomSource random) =>
            step is MessageStep ? base.Change(step, random) : DrawWait(random);

        /// <summary>Addresses a datagram, and puts into it what it must repeat: what stands there is the difference from that.</summary>
        private protected abstract void Address(byte[] bytes, int variant, out uint source, out int sourcePort, out uint destination, out int port);

        /// <summary>Adds what was asked to what is answered, bit by bit: zeros become what is right.</summary>
        private protected void Repeat(byte[] bytes, int at, int askedAt, int count)
        {
            for (int i = 0; i < count && at + i < bytes.Length && askedAt + i < askedLength; i++)
            {
                bytes[at + i] ^= asked[askedAt + i];
            }
        }

        private protected void BeginMetered()
        {
            Arena.IsMetered = true;
            Begin();
        }

        private static WaitStep DrawWait(RandomSource random) =>
            random.OneIn(2) ? new WaitStep() : new WaitStep { Milliseconds = random.Pick(0, 1, 100, 250, 1000, 2000, 10_000, 60_000, 600_000, 4_000_000) };

        private void OnSent(ReadOnlySpan<byte> frame)
        {
            if (frame.Length < PayloadOffset || frame[EthernetFrame.EtherTypeOffset + 1] != 0 || frame[FrameMaker.PacketOffset + Ipv4Packet.ProtocolOffset] != Ipv4Packet.ProtocolUdp)
            {
                return;
            }

            AskedFrom = BinaryPrimitives.ReadUInt16BigEndian(frame[FrameMaker.PayloadOffset..]);
            askedLength = frame.Length - PayloadOffset;
            frame[PayloadOffset..].CopyTo(asked);
        }
    }
}
