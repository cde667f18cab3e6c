using Nano.Emulator;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>A capture of a stack's frames that ends, with a word about it, when it can no longer be written; the stack goes on.</summary>
    internal sealed class ServeCapture : IFrameObserver, IDisposable
    {
        private readonly CaptureObserver capture;
        private readonly string path;
        private readonly Action<string> report;
        private bool hasFailed;

        /// <summary>Begins to capture; times count from now.</summary>
        /// <param name="path">Where to.</param>
        /// <param name="report">Told in one line what went wrong.</param>
        /// <exception cref="CliException">The file cannot be written.</exception>
        public ServeCapture(string path, Action<string> report)
        {
            this.path = path;
            this.report = report;
            try
            {
                capture = new CaptureObserver(path, new MonotonicClock(), epoch: DateTimeOffset.UtcNow);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
            {
                throw new CliException($"--capture '{path}' cannot be written: {e.Message.TrimEnd('.')}");
            }
        }

        /// <inheritdoc/>
        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            if (!hasFailed)
            {
                Guard(() => capture.FrameReceived(buffer, offset, length));
            }
        }

        /// <inheritdoc/>
        public void FrameSent(byte[] buffer, int offset, int length)
        {
            if (!hasFailed)
            {
                Guard(() => capture.FrameSent(buffer, offset, length));
            }
        }

        /// <inheritdoc/>
        public void Dispose() => Guard(capture.Dispose);

        private void Guard(Action action)
        {
            try
            {
                action();
            }
            catch (IOException e)
            {
                if (!hasFailed)
                {
                    hasFailed = true;
                    report($"the capture has ended: '{path}' cannot be written: {e.Message.TrimEnd('.')}");
                }
            }
        }
    }
}
