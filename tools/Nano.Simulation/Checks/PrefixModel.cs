using System.Buffers.Binary;
using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;

namespace Nano.Simulation
{
    /// <summary>What routers have said of prefixes and of the link to a host, kept apart from the host: until when its addresses are preferred, and work.</summary>
    internal sealed class PrefixModel
    {
        /// <summary>Milliseconds of validity that no advertisement takes away (RFC 4862 section 5.5.3 e).</summary>
        private const long TwoHours = 7_200_000;

        private const uint Infinite = uint.MaxValue;

        private readonly Dictionary<ulong, (long Preferred, long Valid)> prefixes = [];

        /// <summary>The largest packet that the link carries; 0 where no router has said.</summary>
        internal int LinkMtu { get; private set; }

        /// <summary>Takes an advertisement.</summary>
        /// <param name="message">It, whose form and checksum are right.</param>
        /// <param name="now">The host's time.</param>
        /// <param name="deviceMtu">What its device carries.</param>
        internal void Take(ReadOnlySpan<byte> message, long now, int deviceMtu)
        {
            ReadOnlySpan<byte> options = message[NeighborMessage.AdvertisementOptions..];
            while (options.Length >= NeighborOption.ShortLength && options[1] != 0 && options[1] * 8 <= options.Length)
            {
                switch (options[0])
                {
                    case NeighborOption.Mtu:
                        int mtu = BinaryPrimitives.ReadInt32BigEndian(options[NeighborOption.MtuOffset..]);
                        LinkMtu = mtu >= Ipv6Packet.MinimumMtu && mtu <= deviceMtu ? mtu : LinkMtu;
                        break;
                    case NeighborOption.PrefixInformation when (options[NeighborOption.FlagsOffset] & NeighborOption.AutonomousFlag) != 0:
                        Take(
                            BinaryPrimitives.ReadUInt64BigEndian(options[NeighborOption.PrefixOffset..]),
                            BinaryPrimitives.ReadUInt32BigEndian(options[NeighborOption.LifetimeOffset..]),
                            BinaryPrimitives.ReadUInt32BigEndian(options[NeighborOption.PreferredLifetimeOffset..]),
                            now);
                        break;
                }

                options = options[(options[1] * 8)..];
            }
        }

        /// <summary>Until when addresses of a prefix work; 0 where no router has told of it.</summary>
        internal long ValidUntil(UInt128 address) => prefixes.GetValueOrDefault((ulong)(address >> 64)).Valid;

        /// <summary>Whether addresses of any prefix have stopped to work.</summary>
        internal bool HasExpired(long now)
        {
            foreach ((long _, long valid) in prefixes.Values)
            {
                if (valid <= now)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Holds the host's table against it.</summary>
        internal void Check(OwnAddresses own, long now, int host)
        {
            int free = 0;
            for (int i = 0; i < own.Count; i++)
            {
                free += own.StateOf(i) == Ipv6AddressState.None ? 1 : 0;
                if (own.StateOf(i) == Ipv6AddressState.None || own.OriginOf(i) != Ipv6AddressOrigin.Autoconfigured)
                {
                    continue;
                }

                UInt128 address = SimulatedHost.AddressAt(own, i);
                (long preferred, long valid) = prefixes.GetValueOrDefault((ulong)(address >> 64));
                if (own.validUntil[i] != valid || own.preferredUntil[i] != preferred)
                {
                    throw new Violation(
                        Rule.Address,
                        $"host {host} keeps {AddressBook.ToAddress(address)} until {own.validUntil[i]} and prefers it until {own.preferredUntil[i]}; by what routers have said, {valid} and {preferred} (now {now})");
                }

                if (valid <= now || (own.IsUsable(i) && (own.StateOf(i) == Ipv6AddressState.Preferred) != (preferred > now)))
                {
                    throw new Violation(
                        Rule.Address, $"host {host} has {AddressBook.ToAddress(address)} in state {own.StateOf(i)} at {now}, which is preferred until {preferred} and works until {valid}");
                }
            }

            foreach ((ulong prefix, (long _, long valid)) in prefixes)
            {
                if (valid > now && free > 0 && !Has(own, prefix))
                {
                    throw new Violation(Rule.Address, $"host {host} has no address of the prefix {AddressBook.ToAddress(new UInt128(prefix, 0))}, which works until {valid} (now {now})");
                }
            }
        }

        private void Take(ulong prefix, uint valid, uint preferred, long now)
        {
            if (preferred > valid || prefix >> 54 == 0xFE80 >> 6)
            {
                return;
            }

            long end = valid == Infinite ? long.MaxValue : now + (valid * 1000L);
            long preferredEnd = preferred == Infinite ? long.MaxValue : now + (preferred * 1000L);
            if (!prefixes.TryGetValue(prefix, out (long Preferred, long Valid) known) || known.Valid <= now)
            {
                if (valid > 0)
                {
                    prefixes[prefix] = (preferredEnd, end);
                }

                return;
            }

            prefixes[prefix] = (preferredEnd, end > now + TwoHours || end > known.Valid ? end : Math.Min(known.Valid, now + TwoHours));
        }

        private static bool Has(OwnAddresses own, ulong prefix)
        {
            for (int i = 0; i < own.Count; i++)
            {
                if (own.StateOf(i) != Ipv6AddressState.None && own.OriginOf(i) == Ipv6AddressOrigin.Autoconfigured && (ulong)(SimulatedHost.AddressAt(own, i) >> 64) == prefix)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
