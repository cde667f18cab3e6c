using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>Keeps the frames that a stack sends.</summary>
    internal sealed class FrameRecorder : IFrameObserver, IDisposable
    {
        private readonly List<byte[]> sent = [];
        private volatile bool disposed;

        /// <summary>The frames so far.</summary>
        internal byte[][] Sent
        {
            get
            {
                lock (sent)
                {
                    return [.. sent];
                }
            }
        }

        public void FrameReceived(byte[] buffer, int offset, int length)
        {
        }

        public void FrameSent(byte[] buffer, int offset, int length)
        {
            lock (sent)
            {
                if (!disposed)
                {
                    sent.Add(buffer[offset..(offset + length)]);
                }
            }
        }

        public void Dispose() => disposed = true;
    }
}
