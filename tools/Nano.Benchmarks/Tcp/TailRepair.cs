using System.Diagnostics;
using Nano.Emulator;

namespace Nano.Benchmarks
{
    /// <summary>
    /// Measures how long a sender takes to notice that the end of what it has sent is lost, where nothing follows that
    /// would give it away, and to repair it. A response of ten segments, each on a new connection that has seen two others.
    /// </summary>
    internal static class TailRepair
    {
        internal const int RoundTrip = 20;
        private const int ResponseLength = 10 * TailLoss.SegmentLength;

        /// <summary>Milliseconds from sending to the receiver's having all of it.</summary>
        /// <param name="hosts">Makes the hosts.</param>
        /// <param name="from">Whose TCP sends.</param>
        /// <param name="lost">How many segments are lost; 0 for none.</param>
        /// <param name="samples">How often it is measured.</param>
        /// <param name="captureFile">Where a capture goes; null for nowhere.</param>
        /// <param name="stop">Ends it early.</param>
        internal static List<double> Measure(TcpHosts hosts, TcpKind from, int lost, int samples, string? captureFile, CancellationToken stop)
        {
            TailLoss? tail = null;
            using var bench = new TcpBench(hosts, new TcpPath(RoundTrip), from, TcpKind.Kernel, 0, captureFile, port => tail = new TailLoss(port));
            var times = new List<double>();
            for (int i = 0; i < samples && !stop.IsCancellationRequested; i++)
            {
                (Stream incoming, Stream outgoing) = bench.Connect();
                using (incoming)
                using (outgoing)
                {
                    Respond(incoming, outgoing);
                    Respond(incoming, outgoing);
                    if (lost > 0)
                    {
                        tail!.Arm(ResponseLength, lost);
                    }

                    times.Add(Respond(incoming, outgoing));
                    if (tail!.Lost != lost)
                    {
                        throw new TapException($"{tail.Lost} segments were lost where {lost} were to be: the sender cuts its segments otherwise");
                    }
                }
            }

            return times;
        }

        private static double Respond(Stream incoming, Stream outgoing)
        {
            byte[] buffer = new byte[ResponseLength];
            incoming.Write(buffer, 0, 1);
            outgoing.ReadExactly(buffer, 0, 1);
            var watch = Stopwatch.StartNew();
            outgoing.Write(buffer, 0, buffer.Length);
            incoming.ReadExactly(buffer, 0, buffer.Length);
            return watch.Elapsed.TotalMilliseconds;
        }
    }
}
