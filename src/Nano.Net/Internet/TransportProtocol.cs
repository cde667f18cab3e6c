namespace Nano.Net.Internet
{
    /// <summary>A protocol above IP, as <c>Ipv4</c> sees it: it is handed packets and news of those it sent.</summary>
    internal abstract class TransportProtocol
    {
        /// <summary>A packet for this host has come in, whole and with a valid IP header.</summary>
        /// <param name="path">The way back to where it came from; never null.</param>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="ipOffset">Index of the first byte of the IP header.</param>
        /// <param name="offset">Index of the first byte behind the IP header.</param>
        /// <param name="length">Bytes behind the IP header.</param>
        /// <param name="broadcast">It was sent to a broadcast or multicast address, of the link or of IP.</param>
        internal abstract void OnPacket(Path path, byte[] buffer, int ipOffset, int offset, int length, bool broadcast);

        /// <summary>An ICMP error has come in that quotes a packet which this host has sent by this protocol.</summary>
        /// <param name="path">The path on which the quoted packet was sent; never null.</param>
        /// <param name="type">ICMP type (3 destination unreachable, 11 time exceeded, 12 parameter problem).</param>
        /// <param name="code">ICMP code.</param>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of the quoted transport header.</param>
        /// <param name="length">Bytes quoted of it, at least 8 (RFC 792).</param>
        internal abstract void OnError(Path path, int type, int code, byte[] buffer, int offset, int length);

        /// <summary>The host's address was taken away or replaced: what was bound to the old one has ended (RFC 1122 section 3.3.1.6).</summary>
        internal abstract void OnAddressLost();

        /// <summary>The next hop of a path does not answer (RFC 1122 section 2.4): as good as a router that says so.</summary>
        internal virtual void OnUnreachable(Path path)
        {
        }

        /// <summary>What is sent gets through again where it did not before: what was lost may go once more, without waiting longer.</summary>
        /// <param name="path">The path on which it does; null for all.</param>
        internal virtual void OnReachable(Path path)
        {
        }

        /// <summary>As many paths are held as may be, and one more is to be: ends what can best be spared.</summary>
        /// <returns>Whether a path has been released.</returns>
        internal virtual bool YieldPath()
        {
            return false;
        }

        /// <summary>What was learned of the MTU of a path is old, or was concluded from silence: it may carry more, and one larger packet would show it.</summary>
        internal virtual void OnMtuProbeDue(Path path)
        {
        }
    }
}
