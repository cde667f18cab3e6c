namespace Nano.Net.Internet
{
    /// <summary>A protocol above IP, as <see cref="InternetProtocol"/> sees it: it is handed packets and news of those it sent.</summary>
    internal abstract class TransportProtocol
    {
        /// <summary>A packet for this host has come in, whole and with a valid IP header.</summary>
        /// <param name="path">The way back to where it came from; never null.</param>
        /// <param name="buffer">Holds the packet.</param>
        /// <param name="ipOffset">Index of the first byte of the IP header.</param>
        /// <param name="offset">Index of the first byte of the transport header.</param>
        /// <param name="length">Bytes from there on.</param>
        /// <param name="broadcast">It was sent to a broadcast or multicast address, of the link or of IP.</param>
        internal abstract void OnPacket(Path path, byte[] buffer, int ipOffset, int offset, int length, bool broadcast);

        /// <summary>An ICMP error has come in that quotes a packet which this host has sent by this protocol.</summary>
        /// <param name="path">The path on which the quoted packet was sent; never null.</param>
        /// <param name="error">What it says.</param>
        /// <param name="mtu">The MTU that it names, 0 to 65,535; of meaning with <see cref="DeliveryError.PacketTooBig"/>, and 0 where it names none.</param>
        /// <param name="buffer">Holds the message.</param>
        /// <param name="offset">Index of the quoted transport header.</param>
        /// <param name="length">Bytes quoted of it, at least 8 (RFC 792).</param>
        internal virtual void OnError(Path path, DeliveryError error, int mtu, byte[] buffer, int offset, int length)
        {
        }

        /// <summary>The address from which a path starts was taken away or replaced: what was bound to it has ended (RFC 1122 section 3.3.1.6).</summary>
        internal virtual void OnAddressLost(Path path)
        {
        }

        /// <summary>The next hop of a path does not answer (RFC 1122 section 2.4): as good as a router that says so.</summary>
        internal virtual void OnUnreachable(Path path)
        {
        }

        /// <summary>Whether something that was sent on a path is known to have arrived.</summary>
        /// <param name="path">The path.</param>
        /// <param name="since">Since when, in stack milliseconds.</param>
        internal virtual bool HasProgress(Path path, long since)
        {
            return false;
        }

        /// <summary>What is sent gets through again where it did not before: what was lost may go once more, without waiting longer.</summary>
        /// <param name="path">The path on which it does.</param>
        internal virtual void OnReachable(Path path)
        {
        }

        /// <summary>As many paths are held as may be, and one more is to be: ends what can best be spared.</summary>
        /// <param name="protocol">Whose paths.</param>
        /// <returns>Whether a path has been released.</returns>
        internal virtual bool YieldPath(InternetProtocol protocol)
        {
            return false;
        }

        /// <summary>A path carries less than before, whoever has found out: what goes by it from now on is smaller (RFC 8201 section 5.4).</summary>
        internal virtual void OnMtuFell(Path path)
        {
        }

        /// <summary>What was learned of the MTU of a path is old, or was concluded from silence: it may carry more, and one larger packet would show it.</summary>
        internal virtual void OnMtuProbeDue(Path path)
        {
        }
    }
}
