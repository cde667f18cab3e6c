using Nano.Net.Wire;

namespace Nano.Net.Internet
{
    /// <summary>
    /// What is known about the way to one address: next hop, header template, path MTU. Connections to the same
    /// address share it, and ARP and ICMP update it in one place. Nothing above this layer knows what an address is.
    /// </summary>
    internal sealed class Path
    {
        /// <summary>The address at the other end.</summary>
        internal uint destination;

        /// <summary>The same, as <c>BitConverter</c> loads it from a packet.</summary>
        internal uint destinationAsLoaded;

        /// <summary>Where packets to it go on this link: the destination itself, the gateway or a router to which that has pointed, or the limited broadcast for all that is broadcast; 0 where there is no route.</summary>
        internal uint nextHop;

        /// <summary>Link header and IPv4 header as <c>Ipv4.Send</c> copies them in front of a TCP segment.</summary>
        internal byte[] header;

        /// <summary>Sum of that IPv4 header with total length and checksum as zero, 0 to 65,535.</summary>
        internal int headerSum;

        /// <summary>Sum of source and destination address, 0 to 65,535, for the pseudo-header of a transport checksum; protocol and length are to be added.</summary>
        internal int pseudoHeaderSum;

        /// <summary>In <see cref="mtuState"/>: a larger packet may be tried.</summary>
        internal const int ProbeDue = 1 << 30;

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

        /// <summary>This host's address on that path; 0 for none yet.</summary>
        internal uint Source
        {
            get { return BigEndian.ReadUInt32(header, header.Length - Ipv4Packet.HeaderLength + Ipv4Packet.SourceOffset); }
        }

        /// <summary>The largest IP packet that is known to get through, in bytes; that of the link where nothing else is known.</summary>
        internal int Mtu
        {
            get { return mtuState & 0xFFFF; }
        }
    }
}
