using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Wire;
using Path = Nano.Net.Internet.Path;

namespace Nano.Simulation
{
    /// <summary>
    /// Reads along what a host sends by IPv6 and what routers and neighbours tell it: packets leave from addresses that may be used,
    /// messages of neighbour discovery are formed and limited as they must be, and nothing is larger than the way to its destination carries.
    /// </summary>
    internal sealed class Ipv6Watch(SimulatedHost host, HostPlan plan, IReadOnlyList<Fault> faults) : IFrameObserver
    {
        /// <summary>Milliseconds between two solicitations of one neighbour (RetransTimer, RFC 4861 section 10); no router here says otherwise.</summary>
        private const int SolicitationInterval = 1000;

        /// <summary>Milliseconds for which a path is not tried for larger packets (RFC 8201 section 4).</summary>
        private const long PathMtuLifetime = 300_000;

        /// <summary>Router solicitations within a minute: one at the beginning, then every 4, 8, 16 and 32 s, a tenth less (RFC 7559 section 2).</summary>
        private const int SolicitationsInAMinute = 6;

        private const int Minute = 60_000;

        /// <summary>How often a host may have reason not to believe a router: once for each segment of a window that was sent before.</summary>
        private const int MostUnheeded = 100;

        private readonly PrefixModel prefixes = new();

        // When an address was first probed for, and when nobody had objected.
        private readonly Dictionary<UInt128, long> probedAt = [];
        private readonly HashSet<UInt128> refused = [];
        private readonly Dictionary<UInt128, long> solicited = [];
        private readonly Queue<long> routersSolicited = [];
        private readonly Dictionary<(UInt128 Source, UInt128 Destination), (int Mtu, long At)> pathMtus = [];

        // Frames that the device has refused, or thrown at, are not seen: then a probe may be missing here.
        private readonly bool isBlind = faults.Any(f => f.Kind is FaultKind.FullBuffers or FaultKind.ThrowingDriver);
        private readonly int probes = ((Ipv6Options)plan.Options.IPv6).DuplicateAddressProbes;
        // Packets of more than every link carries, of each connection: up to which number they reach, and their size.
        private readonly Dictionary<ConnectionName, Queue<(uint End, int Length)>> large = [];
        private readonly List<(TcpConnection Connection, UInt128 Source, UInt128 Destination, int Mtu)> told = [];
        private int unheeded;
        private long blackHoles;
        private long evictions;
        private bool wasUp;
        private double errorTokens = plan.Options.IcmpErrorsPerSecond;
        private long errorAt;
        private int linkUps;
        private long polledAt;

        /// <summary>Begins to look at a host that has just been made.</summary>
        internal void Begin()
        {
            host.Stack.link.monitor.changed += OnLinkChanged;
            host.Stack.AddFrameObserver(this);
        }

        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            ReadOnlySpan<byte> frame = buffer.AsSpan(offset, length);
            if (TryReadPacket(frame, out ReadOnlySpan<byte> ip)
                && ip[Ipv6Packet.NextHeaderOffset] == Ipv6Packet.ProtocolIcmpv6
                && IsForThis(frame)
                && ip.Length >= Ipv6Packet.HeaderLength + Icmpv6Message.HeaderLength
                && HasRightChecksum(ip))
            {
                Learn(ip);
            }
            else if (large.Count > 0 && ObservedTcp.TryRead(frame, checkSums: true, out ObservedTcp segment) && segment is { IsAck: true, IsIpv6: true })
            {
                LearnArrival(ConnectionName.OfReceived(segment), segment.Acknowledgment);
            }

            host.Meter.Exclude(before);
        }

        public void FrameSent(byte[] buffer, int offset, int length)
        {
            long before = AllocationMeter.Read();
            ReadOnlySpan<byte> frame = buffer.AsSpan(offset, length);
            if (TryReadPacket(frame, out ReadOnlySpan<byte> ip))
            {
                CheckSource(ip);
                CheckSize(ip);
                NoteLarge(frame, ip.Length);
                CheckMessage(ip);
            }

            host.Meter.Exclude(before);
        }

        /// <summary>What can be said after a poll only.</summary>
        internal void CheckPoll()
        {
            polledAt = host.Now;
            OwnAddresses own = host.Ipv6!.discovery.own;
            HeedPathMtus();
            ForgetPaths();
            if (host.Tcp.counters.PathMtuBlackHoles != blackHoles)
            {
                // What was found out by silence is put to the test soon (RFC 4821), for all that routers have said.
                blackHoles = host.Tcp.counters.PathMtuBlackHoles;
                pathMtus.Clear();
            }

            prefixes.Check(own, host.Now, plan.Number);
            host.HasLostAddress |= prefixes.HasExpired(host.Now);
        }

        /// <summary>A new connection does not start from a deprecated address while there is another of the same scope (RFC 6724 section 5, rule 3).</summary>
        internal void CheckOpening(int localPort, IPEndPoint remote)
        {
            if (remote.Address.ipv6 == null)
            {
                return;
            }

            long before = AllocationMeter.Read();
            UInt128 to = ConnectionName.NumberOf(remote.Address);
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is TcpConnection { state: TcpState.SynSent, path: Ipv6Path path } && block.LocalPort == localPort && block.RemotePort == remote.Port
                    && ConnectionName.RemoteOf(path) == to)
                {
                    CheckOpening(ConnectionName.LocalOf(path));
                }
            }

            host.Meter.Exclude(before);
        }

        private void CheckOpening(UInt128 source)
        {
            OwnAddresses own = host.Ipv6!.discovery.own;
            bool isDeprecated = false;
            UInt128 other = 0;
            for (int i = 0; i < own.Count; i++)
            {
                UInt128 address = SimulatedHost.AddressAt(own, i);
                isDeprecated |= own.StateOf(i) == Ipv6AddressState.Deprecated && address == source;
                if (own.StateOf(i) == Ipv6AddressState.Preferred && IsLinkLocal(address) == IsLinkLocal(source))
                {
                    other = address;
                }
            }

            if (isDeprecated && other != 0)
            {
                throw new Violation(Rule.Source, $"host {plan.Number} opens a connection from {AddressBook.ToAddress(source)}, which is deprecated, and has {AddressBook.ToAddress(other)}");
            }
        }

        private void Learn(ReadOnlySpan<byte> ip)
        {
            ReadOnlySpan<byte> message = ip[Ipv6Packet.HeaderLength..];
            bool isFromLink = ip[Ipv6Packet.HopLimitOffset] == NeighborMessage.HopLimit;
            UInt128 source = AddressAt(ip, Ipv6Packet.SourceOffset);
            switch (message[0])
            {
                case Icmpv6Message.RouterAdvertisement
                    when isFromLink && message[1] == 0 && message.Length >= NeighborMessage.AdvertisementOptions && IsLinkLocal(source):
                    prefixes.Take(message, host.Now, plan.Port.Mtu);
                    break;
                case Icmpv6Message.NeighborAdvertisement or Icmpv6Message.NeighborSolicitation when isFromLink && message.Length >= NeighborMessage.NeighborOptions:
                    UInt128 target = AddressAt(message, NeighborMessage.TargetOffset);
                    if ((message[0] == Icmpv6Message.NeighborAdvertisement || source == 0)
                        && probedAt.TryGetValue(target, out long at) && host.Now - at < probes * SolicitationInterval)
                    {
                        refused.Add(target);
                    }

                    break;
                case Icmpv6Message.PacketTooBig:
                    LearnPathMtu(message);
                    break;
            }
        }

        private void NoteLarge(ReadOnlySpan<byte> frame, int length)
        {
            if (length > Ipv6Packet.MinimumMtu && ObservedTcp.TryRead(frame, checkSums: false, out ObservedTcp segment))
            {
                ConnectionName name = ConnectionName.OfSent(segment);
                if (!large.TryGetValue(name, out Queue<(uint End, int Length)>? packets))
                {
                    large.Add(name, packets = []);
                }

                packets.Enqueue((segment.Sequence + (uint)segment.DataLength, length));
            }
        }

        // What was under way when a router spoke, or goes another way by now, may have arrived: then the router is right no more.
        private void LearnArrival(ConnectionName name, uint acknowledgment)
        {
            if (!large.TryGetValue(name, out Queue<(uint End, int Length)>? packets))
            {
                return;
            }

            while (packets.TryPeek(out (uint End, int Length) packet) && (int)(acknowledgment - packet.End) >= 0)
            {
                packets.Dequeue();
                if (pathMtus.TryGetValue((name.Local, name.Remote), out (int Mtu, long At) path) && path.Mtu < packet.Length)
                {
                    pathMtus.Remove((name.Local, name.Remote));
                }
            }

            if (packets.Count == 0)
            {
                large.Remove(name);
            }
        }

        private void HeedPathMtus()
        {
            foreach ((TcpConnection connection, UInt128 source, UInt128 destination, int mtu) in told)
            {
                Path? path = connection.path;
                if (path == null || path.Mtu <= mtu)
                {
                    unheeded = 0;
                    if (path?.Mtu == mtu && (!pathMtus.TryGetValue((source, destination), out (int Mtu, long At) known) || mtu <= known.Mtu || host.Now - known.At > PathMtuLifetime))
                    {
                        pathMtus[(source, destination)] = (mtu, host.Now);
                    }
                }
                else if (++unheeded > MostUnheeded)
                {
                    throw new Violation(Rule.PathMtu, $"host {plan.Number} sends {path.Mtu} bytes to {AddressBook.ToAddress(destination)}, and was told {unheeded} times that {mtu} is the most");
                }
            }

            told.Clear();
        }

        // What nobody uses any more may be forgotten.
        private void ForgetPaths()
        {
            foreach ((UInt128 source, UInt128 destination) in pathMtus.Keys)
            {
                if (!Array.Exists(host.Tcp.blocks, b => b.path is Ipv6Path path && ConnectionName.RemoteOf(path) == destination && ConnectionName.LocalOf(path) == source))
                {
                    pathMtus.Remove((source, destination));
                }
            }
        }

        // Of a segment that is outstanding the stack must believe it (RFC 8201 section 4), at the latest when it has been told some times;
        // of others it need not (RFC 5927 section 7.2).
        private void LearnPathMtu(ReadOnlySpan<byte> message)
        {
            int mtu = BinaryPrimitives.ReadInt32BigEndian(message[Icmpv6Message.ValueOffset..]);
            ReadOnlySpan<byte> quote = message[Icmpv6Message.HeaderLength..];
            if (mtu < Ipv6Packet.MinimumMtu || quote.Length < Ipv6Packet.HeaderLength + 8 || quote[Ipv6Packet.NextHeaderOffset] != Ipv6Packet.ProtocolTcp)
            {
                return;
            }

            UInt128 destination = AddressAt(quote, Ipv6Packet.DestinationOffset);
            ReadOnlySpan<byte> tcp = quote[Ipv6Packet.HeaderLength..];
            var name = new ConnectionName(
                AddressAt(quote, Ipv6Packet.SourceOffset), BinaryPrimitives.ReadUInt16BigEndian(tcp), destination, BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]));
            uint sequence = BinaryPrimitives.ReadUInt32BigEndian(tcp[TcpSegment.SequenceOffset..]);
            foreach (TransmissionControlBlock block in host.Tcp.blocks)
            {
                if (block is TcpConnection { IsSynchronized: true } connection && name.IsOf(connection)
                    && sequence - connection.sender.unacknowledged < connection.sender.next - connection.sender.unacknowledged)
                {
                    told.Add((connection, name.Local, destination, mtu));
                }
            }
        }

        // Behind a link that comes up there may be others: all are asked anew.
        private void OnLinkChanged(bool isUp)
        {
            linkUps++;
            wasUp = isUp;
            solicited.Clear();

            // What is outstanding goes again then, without a time-out: and that is what a router is believed after, once
            // larger packets have been acknowledged (RFC 5927 section 7.2).
            unheeded = 0;
        }

        // RFC 4291 section 2.5.2 and 2.7, RFC 4862 sections 5.4 and 5.5.4.
        private void CheckSource(ReadOnlySpan<byte> ip)
        {
            UInt128 source = AddressAt(ip, Ipv6Packet.SourceOffset);
            UInt128 destination = AddressAt(ip, Ipv6Packet.DestinationOffset);
            if (destination == 0 || ip[Ipv6Packet.SourceOffset] == 0xFF)
            {
                throw new Violation(Rule.Source, $"host {plan.Number} sends from {AddressBook.ToAddress(source)} to {AddressBook.ToAddress(destination)}");
            }

            if (source == 0)
            {
                // Who has no address yet asks for routers, probes, and reports groups (RFC 3590 section 4).
                if (MessageOf(ip) is not [Icmpv6Message.RouterSolicitation or Icmpv6Message.NeighborSolicitation or Icmpv6Message.ListenerReport2 or Icmpv6Message.ListenerReport or Icmpv6Message.ListenerDone, ..])
                {
                    throw new Violation(Rule.Source, $"host {plan.Number} sends from no address to {AddressBook.ToAddress(destination)}");
                }

                return;
            }

            if (probes > 0 && !isBlind
                && (refused.Contains(source) || !probedAt.TryGetValue(source, out long at) || host.Now - at < probes * SolicitationInterval))
            {
                throw new Violation(Rule.Source, $"host {plan.Number} sends from {AddressBook.ToAddress(source)}, which it has not yet found to be its alone");
            }

            long valid = prefixes.ValidUntil(source);
            if (valid != 0 && valid <= polledAt)
            {
                throw new Violation(Rule.Source, $"host {plan.Number} sends from {AddressBook.ToAddress(source)} at {host.Now}, which has worked until {valid}");
            }
        }

        private void CheckSize(ReadOnlySpan<byte> ip)
        {
            UInt128 destination = AddressAt(ip, Ipv6Packet.DestinationOffset);
            int link = prefixes.LinkMtu == 0 ? plan.Port.Mtu : prefixes.LinkMtu;
            if (ip.Length > link)
            {
                throw new Violation(Rule.PathMtu, $"host {plan.Number} sends {ip.Length} bytes on a link of {link}");
            }

            if (pathMtus.TryGetValue((AddressAt(ip, Ipv6Packet.SourceOffset), destination), out (int Mtu, long At) path) && ip.Length > path.Mtu && host.Now - path.At < PathMtuLifetime)
            {
                throw new Violation(
                    Rule.PathMtu,
                    $"host {plan.Number} sends {ip.Length} bytes to {AddressBook.ToAddress(destination)} at {host.Now}, and has heard at {path.At} that {path.Mtu} is the most");
            }
        }

        private void CheckMessage(ReadOnlySpan<byte> ip)
        {
            // RFC 6980 section 5: none of it in fragments.
            if (ip[Ipv6Packet.NextHeaderOffset] == Ipv6Packet.FragmentHeader && ip.Length > Ipv6Packet.HeaderLength + Ipv6Packet.FragmentHeaderLength
                && ip[Ipv6Packet.HeaderLength] == Ipv6Packet.ProtocolIcmpv6 && Icmpv6Message.IsNeighborDiscovery(ip[Ipv6Packet.HeaderLength + Ipv6Packet.FragmentHeaderLength]))
            {
                throw new Violation(Rule.Discovery, $"host {plan.Number} sends a message of neighbour discovery in fragments");
            }

            ReadOnlySpan<byte> message = MessageOf(ip);
            if (message.Length < Icmpv6Message.HeaderLength)
            {
                return;
            }

            int hopLimit = ip[Ipv6Packet.HopLimitOffset];
            switch (message[0])
            {
                case Icmpv6Message.NeighborSolicitation:
                    CheckSolicitation(ip, message);
                    break;
                case Icmpv6Message.RouterSolicitation:
                    CheckRouterSolicitation();
                    break;
                case Icmpv6Message.RouterAdvertisement or Icmpv6Message.Redirect:
                    throw new Violation(Rule.Discovery, $"host {plan.Number} is no router, and sends {message[0]}");
                case < Icmpv6Message.FirstInformational:
                    CheckError(ip);
                    break;
            }

            // RFC 4861 section 7.1, RFC 3810 section 5.
            bool isListener = message[0] is Icmpv6Message.ListenerReport or Icmpv6Message.ListenerReport2 or Icmpv6Message.ListenerDone;
            if ((Icmpv6Message.IsNeighborDiscovery(message[0]) && hopLimit != NeighborMessage.HopLimit)
                || (isListener && (hopLimit != 1 || ip[Ipv6Packet.NextHeaderOffset] != Ipv6Packet.HopByHopOptions)))
            {
                throw new Violation(Rule.Discovery, $"host {plan.Number} sends {message[0]} with a hop limit of {hopLimit}");
            }
        }

        private void CheckSolicitation(ReadOnlySpan<byte> ip, ReadOnlySpan<byte> message)
        {
            UInt128 target = AddressAt(message, NeighborMessage.TargetOffset);
            if (AddressAt(ip, Ipv6Packet.SourceOffset) == 0)
            {
                if (!probedAt.TryAdd(target, host.Now) && host.Now - probedAt[target] >= probes * SolicitationInterval && refused.Remove(target))
                {
                    // Behind a link that has come up it may be free.
                    probedAt[target] = host.Now;
                }

                return;
            }

            if ((!wasUp && host.Stack.link.monitor.isUp) || host.Stack.link.counters.NeighborsEvicted != evictions)
            {
                // The link has just come up; or who was asked had to make room for others, and is forgotten.
                wasUp = host.Stack.link.monitor.isUp;
                evictions = host.Stack.link.counters.NeighborsEvicted;
                solicited.Clear();
            }

            if (solicited.TryGetValue(target, out long at) && host.Now - at < SolicitationInterval)
            {
                throw new Violation(Rule.Discovery, $"host {plan.Number} asks for {AddressBook.ToAddress(target)} {host.Now - at} ms after it has asked");
            }

            solicited[target] = host.Now;
        }

        private void CheckRouterSolicitation()
        {
            while (routersSolicited.TryPeek(out long first) && host.Now - first > Minute)
            {
                routersSolicited.Dequeue();
            }

            routersSolicited.Enqueue(host.Now);
            if (routersSolicited.Count > SolicitationsInAMinute * (1 + linkUps + (int)host.Ipv6!.discovery.counters.RouterAdvertisements))
            {
                throw new Violation(Rule.Discovery, $"host {plan.Number} has asked for routers {routersSolicited.Count} times in a minute");
            }
        }

        // RFC 4443 section 2.4 f: a token bucket.
        private void CheckError(ReadOnlySpan<byte> ip)
        {
            if (ip.Length > Ipv6Packet.MinimumMtu)
            {
                throw new Violation(Rule.Discovery, $"host {plan.Number} sends an error of {ip.Length} bytes (RFC 4443 section 2.4 c)");
            }

            int rate = plan.Options.IcmpErrorsPerSecond;
            errorTokens = Math.Min(rate, errorTokens + ((host.Now - errorAt) * rate / 1000.0)) - 1;
            errorAt = host.Now;
            if (errorTokens < -0.01)
            {
                throw new Violation(Rule.Discovery, $"host {plan.Number} sends more than {rate} errors a second");
            }
        }

        private bool IsForThis(ReadOnlySpan<byte> frame) =>
            (frame[0] & 1) != 0 || frame[..EthernetFrame.AddressLength].SequenceEqual(host.Link.HardwareAddress);

        private static bool TryReadPacket(ReadOnlySpan<byte> frame, out ReadOnlySpan<byte> ip)
        {
            ip = default;
            if (frame.Length < FrameBuilder.Ipv6PayloadOffset || BinaryPrimitives.ReadUInt16BigEndian(frame[EthernetFrame.EtherTypeOffset..]) != EthernetFrame.EtherTypeIpv6)
            {
                return false;
            }

            ReadOnlySpan<byte> packet = frame[EthernetFrame.HeaderLength..];
            int total = Ipv6Packet.HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(packet[Ipv6Packet.PayloadLengthOffset..]);
            if (packet[0] >> 4 != 6 || total > packet.Length)
            {
                return false;
            }

            ip = packet[..total];
            return true;
        }

        private static bool HasRightChecksum(ReadOnlySpan<byte> ip)
        {
            ReadOnlySpan<byte> message = ip[Ipv6Packet.HeaderLength..];
            int pseudo = ObservedTcp.Sum(ip.Slice(Ipv6Packet.SourceOffset, 2 * Ipv6Packet.AddressLength), Ipv6Packet.ProtocolIcmpv6 + message.Length);
            return ObservedTcp.Sum(message, pseudo) == 0xFFFF;
        }

        // The ICMPv6 message of a packet, behind a hop-by-hop header too.
        private static ReadOnlySpan<byte> MessageOf(ReadOnlySpan<byte> ip)
        {
            ReadOnlySpan<byte> rest = ip[Ipv6Packet.HeaderLength..];
            int next = ip[Ipv6Packet.NextHeaderOffset];
            if (next == Ipv6Packet.HopByHopOptions && rest.Length >= 8)
            {
                next = rest[0];
                rest = rest[Math.Min(rest.Length, (rest[1] + 1) * 8)..];
            }

            return next == Ipv6Packet.ProtocolIcmpv6 ? rest : [];
        }

        private static bool IsLinkLocal(UInt128 address) => address >> 118 == HostPlan.LinkLocalPrefix >> 118;

        private static UInt128 AddressAt(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt128BigEndian(bytes[offset..]);
    }
}
