using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A wire that can be told to keep what comes in for a while; what goes out goes.</summary>
    internal sealed class GatedWire(ILinkDevice device) : LinkFilter(device)
    {
        private volatile bool held;

        internal void Hold() => held = true;

        internal void Release()
        {
            held = false;
            RaiseFrameAvailable();
        }

        public override int Receive(byte[] buffer, int offset, int capacity) => held ? 0 : base.Receive(buffer, offset, capacity);
    }
}
