namespace Nano.Net.Internet
{
    /// <summary>What ICMP says of a packet that this host has sent, in words that hold for both its versions.</summary>
    internal enum DeliveryError
    {
        /// <summary>It is larger than a link on its way carries, and must not be fragmented.</summary>
        PacketTooBig,

        /// <summary>Its host is there and nobody there wants it: port or protocol unreachable.</summary>
        Refused,

        /// <summary>Its host is not reached.</summary>
        HostUnreachable,

        /// <summary>Its network is not reached.</summary>
        NetworkUnreachable,

        /// <summary>It was dropped on its way to its host for a reason that may be of this packet alone: time exceeded, a wrong parameter.</summary>
        HostTrouble,

        /// <summary>The same, said of its network.</summary>
        NetworkTrouble,
    }
}
