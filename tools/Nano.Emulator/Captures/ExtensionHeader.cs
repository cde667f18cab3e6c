namespace Nano.Emulator
{
    /// <summary>An IPv6 extension header (RFC 8200 section 4).</summary>
    /// <param name="Kind">Its number, as the next header field before it has it.</param>
    /// <param name="Offset">Where it begins, in bytes from the start of the packet.</param>
    /// <param name="Length">Its bytes.</param>
    public readonly record struct ExtensionHeader(int Kind, int Offset, int Length)
    {
        /// <summary>Hop-by-hop options.</summary>
        public const int HopByHop = 0;

        /// <summary>A routing header.</summary>
        public const int Routing = 43;

        /// <summary>A fragment header.</summary>
        public const int Fragment = 44;

        /// <summary>An authentication header (RFC 4302), whose length field counts otherwise.</summary>
        public const int Authentication = 51;

        /// <summary>Destination options.</summary>
        public const int DestinationOptions = 60;

        /// <summary>What it is called.</summary>
        public string Name => Kind switch
        {
            HopByHop => "hop-by-hop options",
            Routing => "routing",
            Fragment => "fragment",
            Authentication => "authentication",
            _ => "destination options",
        };

        /// <summary>Whether a protocol number is that of an extension header.</summary>
        internal static bool IsOne(int protocol) => protocol is HopByHop or Routing or Fragment or Authentication or DestinationOptions;

        /// <summary>The length of one, in bytes, by its second byte.</summary>
        internal static int LengthOf(int kind, int second) => kind switch
        {
            Fragment => 8,
            Authentication => (second + 2) * 4,
            _ => (second + 1) * 8,
        };
    }
}
