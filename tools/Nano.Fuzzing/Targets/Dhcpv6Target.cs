using Nano.Emulator;
using Nano.Net;
using Nano.Net.Dhcpv6;
using Nano.Net.Dhcpv6.Wire;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;
using Nano.Net.Sockets;
using Nano.Net.Wire;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>A client of DHCPv6 where a router says that there are servers, and what those say; other hosts want its addresses, and the router changes its mind.</summary>
    internal sealed class Dhcpv6Target : MessageTarget
    {
        // What a step is: an answer of a server, one of the wrong one or from the wrong place, another host that has the address, a router.
        private const int Elsewhere = 1;
        private const int Taken = 2;
        private const int Router = 3;

        private const int Payload = EthernetFrame.HeaderLength + Ipv6Packet.HeaderLength;
        private const int Message = Payload + UdpDatagram.HeaderLength;

        private static readonly byte[] Server = [0xFE, 0x80, .. new byte[13], 2];
        private static readonly byte[] AllNodes = [0xFF, 2, .. new byte[13], 1];
        private static readonly byte[] Lease = [0x20, 1, 0x0D, 0xB8, .. new byte[11], 0x50];

        private readonly Ipv6Options ipv6 = new();
        private readonly Dhcpv6Client client;
        private readonly byte[] asked = new byte[512];
        private readonly byte[] host = new byte[Ipv6Packet.AddressLength];
        private int askedLength;

        internal Dhcpv6Target()
        {
            Arena = new Arena(new StackOptions { Address = new IPAddress(Arena.Address), IPv6 = ipv6, Secret = [1, 2, 3, 4, 5, 6, 7, 8] }) { Sent = OnSent };
            client = new Dhcpv6Client(new StackRunner(Arena.Stack, Arena), new Dhcpv6ClientOptions { RapidCommit = true });
            Arena.Pass(5000);
            client.Start();
            Advertise(0x80);
            for (int i = 0; i < 12; i++)
            {
                Arena.Pass(100);
            }

            Arena.IsMetered = true;
            Begin();
        }

        internal override string Name => "dhcpv6";

        internal override int MostSteps => 30;

        internal override Arena Arena { get; }

        internal override IEnumerable<object> Counters => [client.Counters];

        private protected override byte[][] Usual { get; } =
        [
            Answer(2, Association(1000, 2000, 3000, 4000)),
            Answer(7, Association(1000, 2000, 3000, 4000)),
            Answer(7, [.. Association(0, 0, 3000, 4000), 0, 23, 0, 32, .. Server, .. Lease, 0, 24, 0, 5, 3, .. "lan"u8, 0]),
            Answer(7, [.. Association(0, 0, 30, 40), 0, 14, 0, 0]),
            Answer(7, [0, 3, 0, 18, 0, 0, 0, 1, .. new byte[8], 0, 13, 0, 2, 0, 3]),
            Answer(7, Association(0, 0, 0, 0)),
            Answer(7, [0, 13, 0, 2, 0, 0]),
            Answer(7, [0, 13, 0, 2, 0, 4]),
            Answer(7, [0, 32, 0, 4, 0, 0, 2, 0x58, 0, 83, 0, 4, 0, 0, 0, 60, 0, 23, 0, 16, .. Server]),
            Answer(2, [.. Association(0, 0, 3000, 4000), 0, 7, 0, 1, 255, 0, 82, 0, 4, 0, 0, 0, 60]),
        ];

        private protected override byte[][] Words =>
        [
            [0, 13, 0, 2, 0, 0], [0, 13, 0, 2, 0, 2], [0, 13, 0, 2, 0, 3], [0, 5, 0, 24, .. Lease], [0, 3, 0, 12, 0, 0, 0, 1], [0, 7, 0, 1, 255], [0, 14, 0, 0], [0, 23, 0, 16], [0, 24, 0, 1, 0],
            [0, 32, 0, 4, 255, 255, 255, 255], [255, 255, 255, 255], [0, 0, 0, 0], [0, 1], [0, 2], [192, 0], [63],
        ];

        private protected override int MostBytes => 400;

        private protected override int Kept => Dhcpv6Message.HeaderLength;

        private protected override int Variants => 4;

        internal override int ContextOf(Step step) => (int)client.State + 1;

        internal override bool Knows(Step step) => step is MessageStep or WaitStep;

        internal override void Apply(Step step)
        {
            if (step is WaitStep wait)
            {
                Arena.Pass(wait.Milliseconds == WaitStep.UntilDue ? Math.Min(Arena.Pause, 86_400_000) : wait.Milliseconds);
            }
            else
            {
                Apply((MessageStep)step);
            }

            Ipv6AddressInfo[] leased = [.. ipv6.Interface.GetAddresses().Where(a => a.Origin == Ipv6AddressOrigin.Dhcp)];
            if (leased.Length > 1 || (client.HasLease && (leased.Length == 0 || leased[0].Address != client.Address))
                || (client.State is Dhcpv6State.Bound or Dhcpv6State.Renewing or Dhcpv6State.Rebinding && !client.HasLease))
            {
                throw new Violation(Rule.Parsing, $"the client is in {client.State}, {(client.HasLease ? "has a" : "has no")} lease, and the host has {leased.Length} of its addresses");
            }
        }

        internal override Step Draw(RandomSource random) => random.OneIn(3) ? DrawWait(random) : base.Draw(random);

        internal override Step Change(Step step, RandomSource random) => step is MessageStep ? base.Change(step, random) : DrawWait(random);

        private static WaitStep DrawWait(RandomSource random) =>
            random.OneIn(2) ? new WaitStep() : new WaitStep { Milliseconds = random.Pick(0, 1, 500, 1000, 2000, 10_000, 60_000, 1_000_000, 4_000_000) };

        private void Apply(MessageStep step)
        {
            switch (step.Variant)
            {
                case Taken:
                    Arena.Deliver(FrameMaker.MakeIpv6(Lease, AllNodes, Ipv6Packet.ProtocolIcmpv6, [136, 0, 0, 0, 0x20, 0, 0, 0, .. Lease, 2, 1, 2, 0, 0, 0, 0, 2]));
                    break;
                case Router:
                    Advertise(step.Bytes.Length == 0 ? (byte)0 : step.Bytes[0]);
                    break;
                default:
                    byte[] bytes = step.Bytes.Length > MostBytes ? step.Bytes[..MostBytes] : [.. step.Bytes];
                    for (int i = 1; i < Math.Min(Dhcpv6Message.HeaderLength, Math.Min(bytes.Length, askedLength)); i++)
                    {
                        // Zeros become what is right.
                        bytes[i] ^= asked[i];
                    }

                    byte[] udp = FrameMaker.Datagram(Dhcpv6Message.ServerPort, Dhcpv6Message.ClientPort, bytes);
                    Arena.Deliver(FrameMaker.MakeIpv6(step.Variant == Elsewhere ? Lease : Server, host, Ipv4Packet.ProtocolUdp, udp));
                    break;
            }
        }

        private void Advertise(byte flags) =>
            Arena.Deliver(FrameMaker.MakeIpv6(Server, AllNodes, Ipv6Packet.ProtocolIcmpv6, [134, 0, 0, 0, 64, flags, 7, 8, .. new byte[8], 1, 1, 2, 0, 0, 0, 0, 2]));

        private void OnSent(ReadOnlySpan<byte> frame)
        {
            if (frame.Length > Message && frame[EthernetFrame.EtherTypeOffset] == 0x86 && frame[EthernetFrame.HeaderLength + Ipv6Packet.NextHeaderOffset] == Ipv4Packet.ProtocolUdp)
            {
                askedLength = Math.Min(asked.Length, frame.Length - Message);
                frame.Slice(Message, askedLength).CopyTo(asked);
                frame.Slice(EthernetFrame.HeaderLength + Ipv6Packet.SourceOffset, host.Length).CopyTo(host);
            }
        }

        // The client's identifier is of its hardware address, its association of the end of that; the transaction is added to.
        private static byte[] Answer(byte type, byte[] options) =>
            [type, 0, 0, 0, 0, 1, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 1, 0, 2, 0, 10, 0, 3, 0, 1, 2, 0, 0, 0, 0, 2, .. options];

        private static byte[] Association(int t1, int t2, int preferred, int valid) =>
            [0, 3, 0, 40, 0, 0, 0, 1, .. Number(t1), .. Number(t2), 0, 5, 0, 24, .. Lease, .. Number(preferred), .. Number(valid)];

        private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }
}
