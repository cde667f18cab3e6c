using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>
    /// A program that floods as fast as it can, held to a rate: whenever its interface has sent what is due, the program is
    /// stopped (SIGSTOP), and goes on (SIGCONT) when more is.
    /// </summary>
    internal sealed partial class PacedProgram : IDisposable
    {
        private const int Continue = 18;
        private const int Stop = 19;

        private readonly Program program;
        private readonly Worker governor;
        private volatile bool stopped;

        /// <summary>Starts it.</summary>
        /// <param name="attacker">Where it runs.</param>
        /// <param name="rate">Frames a second.</param>
        /// <param name="name">The program.</param>
        /// <param name="arguments">Its arguments.</param>
        internal PacedProgram(Attacker attacker, int rate, string name, params string[] arguments)
        {
            program = new Program(name, arguments, attacker.Namespace, seconds: 600);
            int process = program.FindProcess();
            int most = rate / 30;
            governor = new Worker(() =>
            {
                var watch = Stopwatch.StartNew();
                long start = attacker.FramesSent;
                bool running = true;
                while (!stopped && !program.HasEnded)
                {
                    long behind = (watch.ElapsedTicks * rate / Stopwatch.Frequency) - (attacker.FramesSent - start);
                    if (behind > most)
                    {
                        // What is late comes later, but not all at once: a flood has a rate, too.
                        start -= behind - most;
                    }

                    if (running != behind > 0)
                    {
                        running = !running;
                        _ = Signal(process, running ? Continue : Stop);
                    }

                    Thread.Sleep(1);
                }
            });
        }

        public void Dispose()
        {
            stopped = true;
            governor.Join();
            bool ended = program.HasEnded;
            string said = ended ? program.Describe() : "";
            program.Dispose();
            Assert.False(ended, $"the flood has ended by itself: {said}");
        }

        [LibraryImport("libc", EntryPoint = "kill")]
        private static partial int Signal(int process, int signal);
    }
}
