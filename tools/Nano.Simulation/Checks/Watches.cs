using Nano.Net.Link;

namespace Nano.Simulation
{
    /// <summary>Several that read along, where there is room for one.</summary>
    internal sealed class Watches(params IFrameObserver[] watches) : IFrameObserver
    {
        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            foreach (IFrameObserver watch in watches)
            {
                watch.FrameReceived(buffer, offset, length);
            }
        }

        public void FrameSent(byte[] buffer, int offset, int length)
        {
            foreach (IFrameObserver watch in watches)
            {
                watch.FrameSent(buffer, offset, length);
            }
        }
    }
}
