using System.Diagnostics;

namespace Nano.Cli
{
    /// <summary>A program that runs beside this one; its lines are kept, and can be waited for.</summary>
    internal sealed class LabProcess : IDisposable
    {
        private readonly object gate = new();
        private readonly List<string> lines = [];
        private readonly Process process;
        private readonly Task reading;
        private bool isDisposed;

        /// <summary>Starts it.</summary>
        public LabProcess(string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
        {
            Command = Path.GetFileName(file);
            var start = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }

            process = Process.Start(start)!;
            reading = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError));
        }

        /// <summary>What it is, for messages.</summary>
        public string Command { get; }

        /// <summary>All lines so far.</summary>
        public string[] Lines
        {
            get
            {
                lock (gate)
                {
                    return [.. lines];
                }
            }
        }

        /// <summary>Whether it has ended.</summary>
        public bool HasEnded => process.HasExited;

        /// <summary>Its exit status, once it has ended.</summary>
        public int Status => process.ExitCode;

        /// <summary>Waits for a line.</summary>
        /// <param name="isIt">Whether a line is the one.</param>
        /// <param name="seconds">How long at most.</param>
        /// <param name="from">Index of the first line to look at.</param>
        /// <returns>The line; null where it has not come, or cannot come any more.</returns>
        public string? WaitFor(Predicate<string> isIt, double seconds, int from = 0)
        {
            var watch = Stopwatch.StartNew();
            lock (gate)
            {
                while (true)
                {
                    for (; from < lines.Count; from++)
                    {
                        if (isIt(lines[from]))
                        {
                            return lines[from];
                        }
                    }

                    TimeSpan left = TimeSpan.FromSeconds(seconds) - watch.Elapsed;
                    if (left <= TimeSpan.Zero || (reading.IsCompleted && from >= lines.Count))
                    {
                        return null;
                    }

                    Monitor.Wait(gate, left < TimeSpan.FromMilliseconds(200) ? left : TimeSpan.FromMilliseconds(200));
                }
            }
        }

        /// <summary>Writes a line for it to read.</summary>
        public void WriteLine(string line)
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }

        /// <summary>Ends its input.</summary>
        public void CloseInput() => process.StandardInput.Close();

        /// <summary>Waits for its end.</summary>
        /// <returns>Whether it has ended with status 0 in time.</returns>
        public bool WaitForEnd(double seconds) => reading.Wait(TimeSpan.FromSeconds(seconds)) && process.WaitForExit(TimeSpan.FromSeconds(1)) && process.ExitCode == 0;

        /// <summary>Ends it at once.</summary>
        public void Kill()
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
            Kill();
            process.Dispose();
        }

        private async Task Read(StreamReader reader)
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                lock (gate)
                {
                    lines.Add(line);
                    Monitor.PulseAll(gate);
                }
            }
        }
    }
}
