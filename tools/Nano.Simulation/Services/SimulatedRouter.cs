using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.IPv6.Wire;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>
    /// An IPv6 router with one port, written apart from the stack: it advertises itself and its prefixes (RFC 4861 section 6.2), finds
    /// its neighbours, and sends on between hosts of its link whose prefix is not on it: what is too big it refuses, and it may tell of a
    /// better way.
    /// </summary>
    internal sealed class SimulatedRouter
    {
        private const int MostWaiting = 3;
        private const int MostSolicitations = 3;
        private const int AnswerWithin = 500;
        private const int RedirectEvery = 2000;

        private static readonly TimeSpan SolicitationInterval = TimeSpan.FromSeconds(1);
        private static readonly byte[] AllNodesHardware = [0x33, 0x33, 0, 0, 0, 1];
        private static readonly UInt128 AllNodes = new(0xFF02_0000_0000_0000, 1);
        private static readonly UInt128 SolicitedNode = new(0xFF02_0000_0000_0000, 0x1_FF00_0000);

        private readonly byte[] hardwareAddress;
        private readonly VirtualScheduler scheduler;
        private readonly RandomSource random;
        private readonly WirePort port;
        private readonly WireConditions healed;
        private readonly byte[] buffer = new byte[2048];
        private readonly Dictionary<UInt128, (byte[] Hardware, long At)> neighbors = [];
        private readonly Dictionary<UInt128, List<byte[]>> waiting = [];
        private readonly Dictionary<(UInt128 Source, UInt128 Destination), long> redirected = [];
        private bool answerIsDue;

        internal SimulatedRouter(RouterPlan plan, Scenario scenario, VirtualSwitch wire, VirtualScheduler scheduler)
        {
            Plan = plan;
            this.scheduler = scheduler;
            random = new RandomSource(scenario.Seed, 0x526F75746572UL + (ulong)plan.Number);
            hardwareAddress = [2, 0, 0, 0, 0xFD, (byte)plan.Number];
            Address = HostPlan.LinkLocalPrefix + 0xFFFE_0000 + (uint)plan.Number;
            WireConditions conditions = scenario.Hosts[0].Conditions;
            healed = new WireConditions { Delay = conditions.Delay, BitsPerSecond = conditions.BitsPerSecond, QueueFrames = 1000 };
            port = wire.AddPort(conditions, new WirePortOptions { Name = $"router {plan.Number}", HardwareAddress = hardwareAddress });
            port.FrameAvailable += Work;
        }

        internal RouterPlan Plan { get; }

        /// <summary>Its address on the link.</summary>
        internal UInt128 Address { get; }

        /// <summary>All routers of the network.</summary>
        internal IReadOnlyList<SimulatedRouter> Others { get; set; } = [];

        /// <summary>Whether it is there.</summary>
        internal bool IsAlive => Now < Plan.GoneFrom || Now >= Plan.GoneUntil;

        private long Now => scheduler.Milliseconds;

        /// <summary>Begins to advertise.</summary>
        internal void Begin()
        {
            After(random.NextBelow(200), Repeat);
            foreach (long at in Plan.Prefixes.SelectMany(p => new[] { p.From, p.DeprecatedFrom }).Concat([Plan.PreferenceChangesAt, Plan.GoneUntil]))
            {
                if (at is > 0 and < long.MaxValue)
                {
                    After(at, () => Advertise(Plan.LifetimeSeconds));
                }
            }

            if (Plan.GoneFrom != long.MaxValue && Plan.SaysGoodbye)
            {
                After(Math.Max(0, Plan.GoneFrom - 1), () => Advertise(0));
            }
        }

        /// <summary>Its cable loses nothing any more.</summary>
        internal void Heal()
        {
            port.Outbound.Conditions = healed;
            port.Inbound.Conditions = healed;
        }

        /// <summary>The prefixes that it announces now as preferred.</summary>
        internal IEnumerable<UInt128> PreferredPrefixes() =>
            IsAlive ? Plan.Prefixes.Where(p => Now >= p.From && Now < p.DeprecatedFrom).Select(p => p.Address) : [];

        private void After(long milliseconds, Action action) => scheduler.After(TimeSpan.FromMilliseconds(milliseconds), action);

        private void Repeat()
        {
            Advertise(Plan.LifetimeSeconds);
            After(Plan.Interval - random.NextBelow(Plan.Interval / 4), Repeat);
        }

        private void Advertise(int lifetime)
        {
            if (!IsAlive)
            {
                return;
            }

            PrefixPlan[] prefixes = [.. Plan.Prefixes.Where(p => Now >= p.From)];
            const int PrefixLength = 32;
            int mtuAt = NeighborMessage.AdvertisementOptions + NeighborOption.ShortLength;
            int prefixesAt = mtuAt + (Plan.LinkMtu == 0 ? 0 : NeighborOption.ShortLength);
            byte[] frame = FrameBuilder.Packet6(
                AllNodesHardware, hardwareAddress, Address, AllNodes, Ipv6Packet.ProtocolIcmpv6, NeighborMessage.HopLimit, prefixesAt + (PrefixLength * prefixes.Length));
            Span<byte> message = frame.AsSpan(FrameBuilder.Ipv6PayloadOffset);
            message[0] = Icmpv6Message.RouterAdvertisement;
            message[NeighborMessage.HopLimitOffset] = 64;
            int preference = Now < Plan.PreferenceChangesAt ? Plan.Preference : Plan.LaterPreference;
            message[NeighborMessage.RouterFlagsOffset] = (byte)((preference & 3) << 3);
            BinaryPrimitives.WriteUInt16BigEndian(message[NeighborMessage.RouterLifetimeOffset..], (ushort)lifetime);
            PutLinkAddress(message[NeighborMessage.AdvertisementOptions..], NeighborOption.SourceLinkLayerAddress, hardwareAddress);
            if (Plan.LinkMtu != 0)
            {
                message[mtuAt] = NeighborOption.Mtu;
                message[mtuAt + 1] = 1;
                BinaryPrimitives.WriteInt32BigEndian(message[(mtuAt + NeighborOption.MtuOffset)..], Plan.LinkMtu);
            }

            for (int i = 0; i < prefixes.Length; i++)
            {
                PrefixPlan prefix = prefixes[i];
                Span<byte> option = message.Slice(prefixesAt + (i * PrefixLength), PrefixLength);
                option[0] = NeighborOption.PrefixInformation;
                option[1] = PrefixLength / 8;
                option[NeighborOption.PrefixLengthOffset] = 64;
                option[NeighborOption.FlagsOffset] = (byte)(NeighborOption.AutonomousFlag | (prefix.IsOnLink ? NeighborOption.OnLinkFlag : 0));
                BinaryPrimitives.WriteUInt32BigEndian(option[NeighborOption.LifetimeOffset..], prefix.ValidSeconds);
                BinaryPrimitives.WriteUInt32BigEndian(option[NeighborOption.PreferredLifetimeOffset..], Now >= prefix.DeprecatedFrom ? 0 : prefix.PreferredSeconds);
                BinaryPrimitives.WriteUInt128BigEndian(option[NeighborOption.PrefixOffset..], prefix.Address);
            }

            Send(frame);
        }

        private void Work()
        {
            int length;
            while ((length = port.Receive(buffer, 0, buffer.Length)) > 0)
            {
                ReadOnlySpan<byte> frame = buffer.AsSpan(0, length);
                if (IsAlive && length >= FrameBuilder.Ipv6PayloadOffset && BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) == EthernetFrame.EtherTypeIpv6)
                {
                    Take(frame);
                }
            }
        }

        private void Take(ReadOnlySpan<byte> frame)
        {
            ReadOnlySpan<byte> ip = frame[EthernetFrame.HeaderLength..];
            int total = Ipv6Packet.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(ip[Ipv6Packet.PayloadLengthOffset..]);
            if (total > ip.Length || ip[0] >> 4 != 6)
            {
                return;
            }

            ip = ip[..total];
            UInt128 destination = BinaryPrimitives.ReadUInt128BigEndian(ip[Ipv6Packet.DestinationOffset..]);
            bool isGroup = ip[Ipv6Packet.DestinationOffset] == 0xFF;
            if (!isGroup && !frame[..EthernetFrame.AddressLength].SequenceEqual(hardwareAddress))
            {
                return;
            }

            if (isGroup || destination == Address)
            {
                TakeMessage(frame, ip);
            }
            else
            {
                Forward(frame, ip, destination);
            }
        }

        private void TakeMessage(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> ip)
        {
            ReadOnlySpan<byte> message = ip[Ipv6Packet.HeaderLength..];
            int pseudo = Ipv6Packet.ProtocolIcmpv6 + message.Length;
            if (ip[Ipv6Packet.NextHeaderOffset] != Ipv6Packet.ProtocolIcmpv6
                || ip[Ipv6Packet.HopLimitOffset] != NeighborMessage.HopLimit
                || message.Length < NeighborMessage.SolicitationOptions
                || ObservedTcp.Sum(message, ObservedTcp.Sum(ip.Slice(Ipv6Packet.SourceOffset, 2 * Ipv6Packet.AddressLength), pseudo)) != 0xFFFF)
            {
                return;
            }

            UInt128 source = BinaryPrimitives.ReadUInt128BigEndian(ip[Ipv6Packet.SourceOffset..]);
            ReadOnlySpan<byte> sender = frame.Slice(EthernetFrame.SourceOffset, EthernetFrame.AddressLength);
            UInt128 target = message.Length < NeighborMessage.NeighborOptions ? 0 : BinaryPrimitives.ReadUInt128BigEndian(message[NeighborMessage.TargetOffset..]);
            switch (message[0])
            {
                case Icmpv6Message.RouterSolicitation when !answerIsDue:
                    answerIsDue = true;
                    After(random.NextBelow(AnswerWithin), () =>
                    {
                        answerIsDue = false;
                        Advertise(Plan.LifetimeSeconds);
                    });
                    break;
                case Icmpv6Message.NeighborSolicitation when target == Address && source != 0:
                    neighbors[source] = (sender.ToArray(), Now);
                    AnswerSolicitation(source, sender);
                    break;
                case Icmpv6Message.NeighborAdvertisement:
                    neighbors[target] = (sender.ToArray(), Now);
                    if (waiting.Remove(target, out List<byte[]>? packets))
                    {
                        foreach (byte[] packet in packets)
                        {
                            SendOn(packet, sender);
                        }
                    }

                    break;
            }
        }

        private void AnswerSolicitation(UInt128 to, ReadOnlySpan<byte> hardware)
        {
            byte[] frame = FrameBuilder.Packet6(
                hardware, hardwareAddress, Address, to, Ipv6Packet.ProtocolIcmpv6, NeighborMessage.HopLimit, NeighborMessage.NeighborOptions + NeighborOption.ShortLength);
            Span<byte> message = frame.AsSpan(FrameBuilder.Ipv6PayloadOffset);
            message[0] = Icmpv6Message.NeighborAdvertisement;
            message[NeighborMessage.NeighborFlagsOffset] = NeighborMessage.RouterFlag | NeighborMessage.SolicitedFlag | NeighborMessage.OverrideFlag;
            BinaryPrimitives.WriteUInt128BigEndian(message[NeighborMessage.TargetOffset..], Address);
            PutLinkAddress(message[NeighborMessage.NeighborOptions..], NeighborOption.TargetLinkLayerAddress, hardwareAddress);
            Send(frame);
        }

        private void Forward(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> ip, UInt128 destination)
        {
            UInt128 source = BinaryPrimitives.ReadUInt128BigEndian(ip[Ipv6Packet.SourceOffset..]);
            ReadOnlySpan<byte> sender = frame.Slice(EthernetFrame.SourceOffset, EthernetFrame.AddressLength);

            // What is of the link's scope stays where it is (RFC 4291 section 2.5.6).
            if (ip[Ipv6Packet.HopLimitOffset] <= 1 || source >> 118 == HostPlan.LinkLocalPrefix >> 118 || destination >> 118 == HostPlan.LinkLocalPrefix >> 118)
            {
                return;
            }

            if (ip.Length > Plan.PathMtu)
            {
                Send(Icmpv6Report.Make(sender, hardwareAddress, Address, ip, Icmpv6Message.PacketTooBig, 0, Plan.PathMtu), isComplete: true);
                return;
            }

            byte[] packet = frame[..(EthernetFrame.HeaderLength + ip.Length)].ToArray();
            packet[EthernetFrame.HeaderLength + Ipv6Packet.HopLimitOffset]--;
            if (neighbors.TryGetValue(destination, out var neighbor) && Now - neighbor.At < 60_000)
            {
                SendOn(packet, neighbor.Hardware);
                if (Now - neighbor.At > 30_000)
                {
                    Solicit(destination);
                }

                Redirect(ip, sender, source, destination, neighbor.Hardware);
                return;
            }

            if (waiting.TryGetValue(destination, out List<byte[]>? packets))
            {
                if (packets.Count < MostWaiting)
                {
                    packets.Add(packet);
                }

                return;
            }

            waiting[destination] = [packet];
            Resolve(destination, 0);
        }

        private void Resolve(UInt128 destination, int asked)
        {
            if (!waiting.TryGetValue(destination, out List<byte[]>? packets))
            {
                return;
            }

            if (asked < MostSolicitations)
            {
                Solicit(destination);
                scheduler.After(SolicitationInterval, () => Resolve(destination, asked + 1));
                return;
            }

            // Nobody has it (RFC 4443 section 3.1).
            waiting.Remove(destination);
            if (IsAlive)
            {
                foreach (byte[] packet in packets)
                {
                    Send(
                        Icmpv6Report.Make(
                            packet.AsSpan(EthernetFrame.SourceOffset, EthernetFrame.AddressLength), hardwareAddress, Address, packet.AsSpan(EthernetFrame.HeaderLength),
                            Icmpv6Message.DestinationUnreachable, Icmpv6Message.AddressUnreachable, 0),
                        isComplete: true);
                }
            }
        }

        private void Solicit(UInt128 target)
        {
            byte[] group = [0x33, 0x33, 0xFF, (byte)(target >> 16), (byte)(target >> 8), (byte)target];
            byte[] frame = FrameBuilder.Packet6(
                group, hardwareAddress, Address, SolicitedNode + (target & 0xFF_FFFF), Ipv6Packet.ProtocolIcmpv6, NeighborMessage.HopLimit,
                NeighborMessage.NeighborOptions + NeighborOption.ShortLength);
            Span<byte> message = frame.AsSpan(FrameBuilder.Ipv6PayloadOffset);
            message[0] = Icmpv6Message.NeighborSolicitation;
            BinaryPrimitives.WriteUInt128BigEndian(message[NeighborMessage.TargetOffset..], target);
            PutLinkAddress(message[NeighborMessage.NeighborOptions..], NeighborOption.SourceLinkLayerAddress, hardwareAddress);
            Send(frame);
        }

        private void Redirect(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> sender, UInt128 source, UInt128 destination, byte[] neighbor)
        {
            SimulatedRouter? other = Others.FirstOrDefault(o => o != this && o.IsAlive && o.Plan.LifetimeSeconds > 0);
            if (Plan.Redirects == RedirectManner.None
                || (Plan.Redirects == RedirectManner.ToOtherRouter && other == null)
                || (redirected.TryGetValue((source, destination), out long at) && Now - at < RedirectEvery))
            {
                return;
            }

            redirected[(source, destination)] = Now;
            bool isDirect = Plan.Redirects == RedirectManner.ToDestination;
            int quoted = Math.Min(ip.Length, 200) & ~7;
            int quoteAt = NeighborMessage.RedirectOptions + NeighborOption.ShortLength;
            byte[] frame = FrameBuilder.Packet6(
                sender, hardwareAddress, Address, source, Ipv6Packet.ProtocolIcmpv6, NeighborMessage.HopLimit, quoteAt + 8 + quoted);
            Span<byte> message = frame.AsSpan(FrameBuilder.Ipv6PayloadOffset);
            message[0] = Icmpv6Message.Redirect;
            BinaryPrimitives.WriteUInt128BigEndian(message[NeighborMessage.TargetOffset..], isDirect ? destination : other!.Address);
            BinaryPrimitives.WriteUInt128BigEndian(message[NeighborMessage.RedirectDestinationOffset..], destination);
            PutLinkAddress(message[NeighborMessage.RedirectOptions..], NeighborOption.TargetLinkLayerAddress, isDirect ? neighbor : other!.hardwareAddress);
            message[quoteAt] = NeighborOption.RedirectedHeader;
            message[quoteAt + 1] = (byte)((8 + quoted) / 8);
            ip[..quoted].CopyTo(message[(quoteAt + 8)..]);
            Send(frame);
        }

        private void SendOn(byte[] packet, ReadOnlySpan<byte> hardware)
        {
            hardware.CopyTo(packet);
            hardwareAddress.CopyTo(packet, EthernetFrame.SourceOffset);
            Send(packet, isComplete: true);
        }

        private void Send(byte[] frame, bool isComplete = false)
        {
            if (!IsAlive)
            {
                return;
            }

            if (!isComplete)
            {
                FrameBuilder.FillChecksum6(frame, Icmpv6Message.ChecksumOffset);
            }

            port.Send(frame, 0, frame.Length);
        }

        private static void PutLinkAddress(Span<byte> option, int type, ReadOnlySpan<byte> hardware)
        {
            option[0] = (byte)type;
            option[1] = 1;
            hardware.CopyTo(option[NeighborOption.ValueOffset..]);
        }
    }
}
