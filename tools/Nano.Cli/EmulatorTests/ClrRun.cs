using System.Diagnostics;
using System.Threading.Channels;

namespace Nano.Cli
{
    /// <summary>A run of the interpreter.</summary>
    internal sealed class ClrRun
    {
        private readonly Process process;
        private readonly TimeSpan timeout;

        public ClrRun(Process process, TimeSpan timeout)
        {
            this.process = process;
            this.timeout = timeout;
        }

        /// <summary>Whether it was ended because its time was up; known once all lines were read.</summary>
        public bool TimedOut { get; private set; }

        /// <summary>The exit status; known once all lines were read.</summary>
        public int Status { get; private set; }

        /// <summary>What it prints, as it prints it, until it ends.</summary>
        public IEnumerable<string> Lines()
        {
            using var stop = new StopSignal();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            limit.CancelAfter(timeout);
            var lines = Channel.CreateUnbounded<string>();
            process.StandardInput.Close();
            Task reading = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError));
            _ = reading.ContinueWith(_ => lines.Writer.Complete(), TaskScheduler.Default);
            try
            {
                while (Next() is { } line)
                {
                    yield return line;
                }

                process.WaitForExit();
                Status = process.ExitCode;
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }

                process.Dispose();
            }

            string? Next()
            {
                try
                {
                    return lines.Reader.WaitToReadAsync(limit.Token).AsTask().GetAwaiter().GetResult() && lines.Reader.TryRead(out string? line) ? line : null;
                }
                catch (OperationCanceledException)
                {
                    TimedOut = !stop.Token.IsCancellationRequested;
                    process.Kill(entireProcessTree: true);
                    return null;
                }
            }

            async Task Read(StreamReader reader)
            {
                while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
                {
                    lines.Writer.TryWrite(line);
                }
            }
        }
    }
}
