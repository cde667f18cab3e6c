namespace Nano.Net.Wire
{
    /// <summary>The control bits of a TCP segment (RFC 9293 section 3.1), as they stand in byte 13 of the header.</summary>
    public static class TcpFlags
    {
        /// <summary>No more data from the sender.</summary>
        public const int Fin = 0x01;

        /// <summary>Synchronize sequence numbers.</summary>
        public const int Syn = 0x02;

        /// <summary>Reset the connection.</summary>
        public const int Rst = 0x04;

        /// <summary>Push function.</summary>
        public const int Psh = 0x08;

        /// <summary>The acknowledgment field is significant.</summary>
        public const int Ack = 0x10;

        /// <summary>The urgent pointer field is significant.</summary>
        public const int Urg = 0x20;

        /// <summary>ECN-Echo (RFC 3168 section 6.1).</summary>
        public const int Ece = 0x40;

        /// <summary>Congestion window reduced (RFC 3168 section 6.1).</summary>
        public const int Cwr = 0x80;

        /// <summary>Whether a SYN asks for ECN: it has both bits, and does not answer one (RFC 3168 section 6.1.1).</summary>
        /// <param name="flags">Its control bits.</param>
        internal static bool AsksForEcn(int flags)
        {
            return (flags & (Syn | Ack | Ece | Cwr)) == (Syn | Ece | Cwr);
        }
    }
}
