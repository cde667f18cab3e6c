using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A wire that can be cut, which neither end is told: what is sent is lost, until it is mended.</summary>
    internal sealed class CutWire(ILinkDevice device) : LinkFilter(device)
    {
        private volatile bool isCut;

        internal void Cut() => isCut = true;

        internal void Mend() => isCut = false;

        public override int Receive(byte[] buffer, int offset, int capacity)
        {
            int length = base.Receive(buffer, offset, capacity);
            while (length > 0 && isCut)
            {
                length = base.Receive(buffer, offset, capacity);
            }

            return length;
        }

        public override bool Send(byte[] buffer, int offset, int length) => isCut || base.Send(buffer, offset, length);
    }
}
