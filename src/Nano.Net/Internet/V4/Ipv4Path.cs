using Nano.Net.Wire;

namespace Nano.Net.Internet.V4
{
    /// <summary>The way to an IPv4 address, which is its <see cref="Path.identity"/>.</summary>
    internal sealed class Ipv4Path : Path
    {
        /// <summary>Where packets to it go on this link: the destination itself, the gateway or a router to which that has pointed, or the limited broadcast for all that is broadcast; 0 where there is no route.</summary>
        internal uint nextHop;

        internal Ipv4Path(InternetProtocol protocol, byte[] header)
            : base(protocol, header)
        {
        }

        /// <summary>This host's address on that path; 0 for none yet.</summary>
        internal uint Source
        {
            get { return BigEndian.ReadUInt32(header, header.Length - Ipv4Packet.HeaderLength + Ipv4Packet.SourceOffset); }
        }

        internal override bool IsRouted
        {
            get { return nextHop != 0; }
        }

        internal override bool IsBroadcast
        {
            get { return nextHop == Routes.LimitedBroadcast; }
        }

        internal override bool IsMulticast
        {
            get { return Routes.IsMulticast(identity); }
        }

        internal override bool IsOnLink
        {
            get
            {
                Routes routes = ((Ipv4)protocol).routes;
                return ((identity ^ routes.address) & routes.mask) == 0;
            }
        }

        internal override IPAddress RemoteAddress()
        {
            return new IPAddress(identity);
        }

        internal override IPAddress LocalAddress()
        {
            return new IPAddress(Source);
        }

        internal override bool StartsAt(IPAddress local)
        {
            return Source == local.value;
        }

        internal override void WriteRemoteAddress(byte[] buffer, int offset)
        {
            ((Ipv4)protocol).internet.WriteAddress(identity, buffer, offset);
        }
    }
}
