namespace Nano.Net.Wire
{
    /// <summary>ICMP for IPv4 (RFC 792): offsets, types and codes.</summary>
    public static class IcmpMessage
    {
        /// <summary>Bytes of the header; behind it stands echoed data, or the packet that an error quotes.</summary>
        public const int HeaderLength = 8;

        /// <summary>Offset of the type.</summary>
        public const int TypeOffset = 0;

        /// <summary>Offset of the code.</summary>
        public const int CodeOffset = 1;

        /// <summary>Offset of the checksum, which covers the whole message and nothing else.</summary>
        public const int ChecksumOffset = 2;

        /// <summary>Offset of the identifier of an echo.</summary>
        public const int IdentifierOffset = 4;

        /// <summary>Offset of the next-hop MTU in "fragmentation needed" (RFC 1191 section 4).</summary>
        public const int NextHopMtuOffset = 6;

        /// <summary>Bytes of a quoted transport header that every error carries (RFC 792).</summary>
        public const int QuotedTransportLength = 8;

        /// <summary>Type: echo reply.</summary>
        public const int EchoReply = 0;

        /// <summary>Type: destination unreachable.</summary>
        public const int DestinationUnreachable = 3;

        /// <summary>Type: source quench, ignored (RFC 6633).</summary>
        public const int SourceQuench = 4;

        /// <summary>Type: redirect. The address of the other router stands where an echo has its identifier.</summary>
        public const int Redirect = 5;

        /// <summary>Type: echo request.</summary>
        public const int EchoRequest = 8;

        /// <summary>Type: time exceeded.</summary>
        public const int TimeExceeded = 11;

        /// <summary>Type: parameter problem.</summary>
        public const int ParameterProblem = 12;

        /// <summary>Code of "destination unreachable": no route to the network.</summary>
        public const int NetworkUnreachable = 0;

        /// <summary>Code of "destination unreachable": the host does not answer the last router.</summary>
        public const int HostUnreachable = 1;

        /// <summary>Code of "destination unreachable": communication with the network is prohibited (RFC 1122 section 3.2.2.1).</summary>
        public const int NetworkProhibited = 9;

        /// <summary>Code of "destination unreachable": communication with the host is prohibited (RFC 1122 section 3.2.2.1).</summary>
        public const int HostProhibited = 10;

        /// <summary>Code of "destination unreachable": a filter lets no such packets through (RFC 1812 section 5.2.7.1).</summary>
        public const int CommunicationProhibited = 13;

        /// <summary>Code of "destination unreachable": no such protocol.</summary>
        public const int ProtocolUnreachable = 2;

        /// <summary>Code of "destination unreachable": no such port.</summary>
        public const int PortUnreachable = 3;

        /// <summary>Code of "destination unreachable": too long for a link on the way, and not to be fragmented.</summary>
        public const int FragmentationNeeded = 4;

        /// <summary>Code of "time exceeded": the fragments did not come together in time.</summary>
        public const int ReassemblyTimeExceeded = 1;

        /// <summary>Whether a code of "destination unreachable" is about the network of the destination: unreachable, unknown, prohibited, or unreachable for the type of service (RFC 1122 section 3.2.2.1).</summary>
        /// <param name="code">The ICMP code.</param>
        public static bool IsAboutNetwork(int code)
        {
            return code == 0 || code == 6 || code == 9 || code == 11;
        }

        /// <summary>Whether a type is that of an error, to which no error is ever sent (RFC 1122 section 3.2.2).</summary>
        /// <param name="type">The ICMP type.</param>
        public static bool IsError(int type)
        {
            return type == DestinationUnreachable || type == SourceQuench || type == Redirect
                || type == TimeExceeded || type == ParameterProblem;
        }
    }
}
