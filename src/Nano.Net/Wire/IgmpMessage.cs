namespace Nano.Net.Wire
{
    /// <summary>The IGMP message, versions 1 and 2 (RFC 2236 section 2): offsets and constants.</summary>
    public static class IgmpMessage
    {
        /// <summary>Bytes of a message; what follows it means nothing to version 2 (RFC 2236 section 2.5).</summary>
        public const int Length = 8;

        /// <summary>Offset of the type.</summary>
        public const int TypeOffset = 0;

        /// <summary>Offset of the maximum response time, in tenths of a second; 0 in a query of version 1.</summary>
        public const int MaximumResponseTimeOffset = 1;

        /// <summary>Offset of the checksum over the whole of the IP payload.</summary>
        public const int ChecksumOffset = 2;

        /// <summary>Offset of the group address; 0 in a general query.</summary>
        public const int GroupOffset = 4;

        /// <summary>Type: which groups have members?</summary>
        public const int MembershipQuery = 0x11;

        /// <summary>Type: the group has a member, of version 1.</summary>
        public const int Version1MembershipReport = 0x12;

        /// <summary>Type: the group has a member.</summary>
        public const int MembershipReport = 0x16;

        /// <summary>Type: a member has left the group.</summary>
        public const int LeaveGroup = 0x17;
    }
}
