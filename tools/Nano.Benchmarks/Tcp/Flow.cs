using System.Diagnostics;

namespace Nano.Benchmarks
{
    /// <summary>A bulk transfer: one thread writes as fast as it can, another one reads and counts.</summary>
    internal sealed class Flow : IDisposable
    {
        private readonly Stream incoming;
        private readonly Stream outgoing;
        private readonly Thread writer;
        private readonly Thread reader;
        private long received;

        /// <summary>Starts it.</summary>
        /// <param name="connection">The receiver's side of the connection, and the sender's.</param>
        internal Flow((Stream Incoming, Stream Outgoing) connection)
        {
            (incoming, outgoing) = connection;
            reader = Start(Read);
            writer = Start(Write);
        }

        /// <summary>Bytes that the receiver has read.</summary>
        internal long Received => Interlocked.Read(ref received);

        /// <summary>Lets it run for a time.</summary>
        /// <param name="duration">How long.</param>
        /// <param name="stop">Ends it early.</param>
        /// <returns>Megabits a second that the receiver has read in it.</returns>
        internal double Measure(TimeSpan duration, CancellationToken stop)
        {
            long before = Received;
            var watch = Stopwatch.StartNew();
            stop.WaitHandle.WaitOne(duration);
            return (Received - before) * 8 / watch.Elapsed.TotalSeconds / 1e6;
        }

        public void Dispose()
        {
            incoming.Dispose();
            outgoing.Dispose();
            reader.Join();
            writer.Join();
        }

        private static Thread Start(Action<byte[]> action)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    action(new byte[65536]);
                }
                catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or Net.Sockets.SocketException or ObjectDisposedException)
                {
                    // Closed, as it ends.
                }
            })
            {
                IsBackground = true,
            };
            thread.Start();
            return thread;
        }

        private void Read(byte[] buffer)
        {
            int count;
            while ((count = incoming.Read(buffer, 0, buffer.Length)) > 0)
            {
                Interlocked.Add(ref received, count);
            }
        }

        private void Write(byte[] buffer)
        {
            while (true)
            {
                outgoing.Write(buffer, 0, buffer.Length);
            }
        }
    }
}
