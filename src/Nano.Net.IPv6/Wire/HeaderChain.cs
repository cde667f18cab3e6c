namespace Nano.Net.IPv6.Wire
{
    /// <summary>What the chain of headers of a packet comes to.</summary>
    internal enum HeaderChain
    {
        /// <summary>A header of an upper layer; whether anybody knows it is not said.</summary>
        UpperLayer,

        /// <summary>A fragment header: what follows it is part of something longer.</summary>
        Fragment,

        /// <summary>Nothing follows (RFC 8200 section 4.7).</summary>
        Nothing,

        /// <summary>An option says that the packet is to be dropped without a word.</summary>
        Dropped,

        /// <summary>The packet is to be dropped, and its sender to be told why: a parameter problem, with code and pointer.</summary>
        Problem,

        /// <summary>The packet ends within a header. A parameter problem too; that of a first fragment is another one (RFC 7112).</summary>
        Incomplete,
    }
}
