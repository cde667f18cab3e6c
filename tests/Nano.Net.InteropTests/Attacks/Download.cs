using System.Diagnostics;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>The well-behaved client: it reads what the character generator sends, without end, as fast as it comes.</summary>
    internal sealed class Download : IDisposable
    {
        private readonly KernelSocket socket;
        private readonly Worker reader;
        private long received;
        private volatile bool stopped;

        /// <summary>Connects and begins to read.</summary>
        internal Download(KernelHost kernel, IPAddress from)
        {
            socket = kernel.Connect(from, AttackLab.ChargenPort);
            reader = new Worker(() =>
            {
                byte[] buffer = new byte[256 * 1024];
                while (!stopped)
                {
                    int count = socket.Receive(buffer);
                    Assert.True(count > 0, "the stack has closed the connection");
                    Interlocked.Add(ref received, count);
                }
            });
        }

        /// <summary>Megabits a second, over some time.</summary>
        internal double Measure(TimeSpan time)
        {
            var watch = Stopwatch.StartNew();
            long before = Interlocked.Read(ref received);
            Thread.Sleep(time);
            return (Interlocked.Read(ref received) - before) * 8 / watch.Elapsed.TotalSeconds / 1e6;
        }

        public void Dispose()
        {
            stopped = true;
            reader.Join();
            socket.Dispose();
        }
    }
}
