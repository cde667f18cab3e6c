using System.Diagnostics;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>A flood of our own making: frames at a rate, in bursts a millisecond long, until it is disposed.</summary>
    internal sealed class PacedSender : IDisposable
    {
        private readonly Worker worker;
        private volatile bool stopped;

        /// <summary>Begins.</summary>
        /// <param name="attacker">Who sends.</param>
        /// <param name="rate">Packets a second.</param>
        /// <param name="next">Makes the next packet.</param>
        /// <param name="frames">Whether what is made are frames, not IP packets.</param>
        internal PacedSender(Attacker attacker, int rate, Func<byte[]> next, bool frames = false)
        {
            Action<byte[]> send = frames ? attacker.Send : attacker.SendPacket;
            worker = new Worker(() =>
            {
                var watch = Stopwatch.StartNew();
                long sent = 0;
                while (!stopped)
                {
                    // What is late comes later, but not all at once: a flood has a rate, too.
                    long due = watch.ElapsedTicks * rate / Stopwatch.Frequency;
                    sent = Math.Max(sent, due - (rate / 30));
                    for (; sent < due; sent++)
                    {
                        send(next());
                    }

                    Thread.Sleep(1);
                }
            });
        }

        public void Dispose()
        {
            stopped = true;
            worker.Join();
        }
    }
}
