namespace Nano.Net.Internet
{
    /// <summary>
    /// What is known about the way to one address: next hop, header template, path MTU. Connections to the same
    /// address share it, and neighbour discovery and ICMP update it in one place. Nothing above this layer knows what an address is.
    /// </summary>
    internal abstract class Path
    {
        /// <summary>In <see cref="mtuState"/>: a larger packet may be tried.</summary>
        internal const int ProbeDue = 1 << 30;

        /// <summary>The protocol that carries its packets.</summary>
        internal readonly InternetProtocol protocol;

        /// <summary>Names the way among hashes: of IPv4, where this host has one address, the other one; of IPv6 a keyed hash of both.</summary>
        internal uint identity;

        /// <summary>Link header and network header as <see cref="InternetProtocol.Send"/> copies them in front of a TCP segment.</summary>
        internal byte[] header;

        /// <summary>Sum of an IPv4 header with total length and checksum as zero, 0 to 65,535; IPv6 has none.</summary>
        internal int headerSum;

        /// <summary>Sum of source and destination address, 0 to 65,535, for the pseudo-header of a transport checksum, of what is sent as of what is received; protocol and length are to be added.</summary>
        internal int pseudoHeaderSum;

        /// <summary>
        /// <see cref="Mtu"/> in the low 16 bits; above them the second in which it was learned or a larger packet was tried, modulo
        /// 2^14; then <see cref="ProbeDue"/>; negative where routers may fragment what is sent, for its MTU is less than is believed.
        /// One field, as each costs the device 12 bytes a path.
        /// </summary>
        internal int mtuState;

        /// <summary>The identification of the next packet that may be fragmented; -1 where none has been drawn.</summary>
        internal int identification;

        /// <summary>The version of the neighbour cache from which the hardware address in <see cref="header"/> was taken; of another version, it is looked up again. 0: never, or only to answer a stranger.</summary>
        internal int neighborVersion;

        /// <summary>How many connections hold it. What nobody holds may be reused for another address.</summary>
        internal int references;

        /// <summary>Next in the same hash bucket.</summary>
        internal Path next;

        /// <summary>When it was last asked for, in stack milliseconds; the longest unused goes first.</summary>
        internal long lastUsed;

        /// <summary>Makes one that leads nowhere yet.</summary>
        /// <param name="protocol">Its protocol.</param>
        /// <param name="header">Its header template.</param>
        protected Path(InternetProtocol protocol, byte[] header)
        {
            this.protocol = protocol;
            this.header = header;
        }

        /// <summary>The largest IP packet that is known to get through, in bytes; that of the link where nothing else is known.</summary>
        internal int Mtu
        {
            get { return mtuState & 0xFFFF; }
        }

        /// <summary>Whether any route leads there.</summary>
        internal abstract bool IsRouted { get; }

        /// <summary>Whether it leads to all hosts of a network.</summary>
        internal abstract bool IsBroadcast { get; }

        /// <summary>Whether it leads to a multicast group.</summary>
        internal abstract bool IsMulticast { get; }

        /// <summary>Whether the other end is on this link, as far as this host knows.</summary>
        internal abstract bool IsOnLink { get; }

        /// <summary>The address at the other end, as a new object.</summary>
        internal abstract IPAddress RemoteAddress();

        /// <summary>This host's address on that path, as a new object.</summary>
        internal abstract IPAddress LocalAddress();

        /// <summary>Whether this host's address on that path is one of its protocol's.</summary>
        internal abstract bool StartsAt(IPAddress local);

        /// <summary>Writes the address at the other end as <see cref="InternetLayer.ReadAddress"/> reads it.</summary>
        /// <param name="buffer">Where to.</param>
        /// <param name="offset">Index of its first byte; <see cref="InternetLayer.addressLength"/> bytes are written.</param>
        internal abstract void WriteRemoteAddress(byte[] buffer, int offset);
    }
}
