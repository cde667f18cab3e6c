using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A wire on which packets of the stack over a size vanish, and nobody says so.</summary>
    internal sealed class BlackHole(ILinkDevice device, int mtu) : LinkFilter(device)
    {
        private const int Ip = 14;

        /// <summary>How many have vanished.</summary>
        internal int Vanished { get; private set; }

        /// <summary>Bytes of the largest packet that got through.</summary>
        internal int Largest { get; private set; }

        public override bool Send(byte[] buffer, int offset, int length)
        {
            if (length <= Ip + mtu)
            {
                Largest = Math.Max(Largest, length - Ip);
                return base.Send(buffer, offset, length);
            }

            Vanished++;
            return true;
        }
    }
}
