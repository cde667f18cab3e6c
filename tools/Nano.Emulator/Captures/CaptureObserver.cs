using Nano.Net.Link;
using Nano.Net.Sockets;

namespace Nano.Emulator
{
    /// <summary>Writes the frames of a stack to a capture file.</summary>
    public sealed class CaptureObserver : IFrameObserver, IDisposable
    {
        private readonly PcapWriter writer;
        private readonly IClock clock;
        private readonly long epoch;

        /// <summary>Captures to a file.</summary>
        /// <param name="path">Where.</param>
        /// <param name="clock">Says when a frame was seen; by the microsecond if it is an <see cref="IMicrosecondClock"/>.</param>
        /// <param name="medium">What the frames look like.</param>
        /// <param name="epoch">When the clock stood at 0, for dates in the file; 1970 by default.</param>
        public CaptureObserver(string path, IClock clock, LinkMedium medium = LinkMedium.Ethernet, DateTimeOffset? epoch = null)
            : this(new PcapWriter(path, PcapWriter.LinkTypeOf(medium)), clock, epoch)
        {
        }

        /// <summary>Captures to a writer, which others may write to as well; it is disposed with the observer.</summary>
        /// <param name="writer">Where to.</param>
        /// <param name="clock">Says when a frame was seen; by the microsecond if it is an <see cref="IMicrosecondClock"/>.</param>
        /// <param name="epoch">When the clock stood at 0, for dates in the file; 1970 by default.</param>
        public CaptureObserver(PcapWriter writer, IClock clock, DateTimeOffset? epoch = null)
        {
            ArgumentNullException.ThrowIfNull(writer);
            ArgumentNullException.ThrowIfNull(clock);
            this.writer = writer;
            this.clock = clock;
            this.epoch = ((epoch ?? DateTimeOffset.UnixEpoch) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        }

        /// <inheritdoc/>
        public void FrameReceived(byte[] buffer, int offset, int length) => Write(buffer, offset, length);

        /// <inheritdoc/>
        public void FrameSent(byte[] buffer, int offset, int length) => Write(buffer, offset, length);

        /// <summary>Writes out what is buffered and closes the file. Frames that come later are ignored.</summary>
        public void Dispose() => writer.Dispose();

        private void Write(byte[] buffer, int offset, int length)
        {
            long now = clock is IMicrosecondClock fine ? fine.Microseconds : clock.Milliseconds * 1000;
            writer.Write(epoch + now, buffer.AsSpan(offset, length));
        }
    }
}
