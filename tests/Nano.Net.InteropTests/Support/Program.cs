using System.Diagnostics;
using System.Globalization;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A running program whose output is kept. It ends after a time at the latest, even where the tests are killed.</summary>
    internal sealed class Program : IDisposable
    {
        internal const int Patience = 60;

        private readonly string command;
        private readonly Process process;
        private readonly Task<string> output;
        private readonly Task<string> error;

        /// <summary>Starts a program.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="arguments">Its arguments.</param>
        /// <param name="within">The namespace to run it in; null for this process's own.</param>
        /// <param name="input">File to read from; null for nothing to read.</param>
        /// <param name="seconds">After how long it is ended.</param>
        internal Program(string name, IEnumerable<string> arguments, NetworkNamespace? within = null, string? input = null, int seconds = Patience)
        {
            command = string.Join(' ', arguments.Prepend(name));
            IEnumerable<string> line = arguments.Prepend(name);
            if (within != null)
            {
                line = line.Prepend(within.Name).Prepend("exec").Prepend("netns").Prepend("ip");
            }

            // exec, so that the process that is started is the program.
            string redirection = input == null ? "</dev/null" : "<\"$0\"";
            string limit = seconds.ToString(CultureInfo.InvariantCulture);
            process = Process.Start(new ProcessStartInfo(
                "/bin/sh",
                ["-c", $"exec timeout -k 2 {limit} \"$@\" {redirection}", input ?? "sh", .. line])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C" },
            })!;
            output = process.StandardOutput.ReadToEndAsync();
            error = process.StandardError.ReadToEndAsync();
        }

        /// <summary>Whether a program is there.</summary>
        internal static bool IsInstalled(string name) =>
            new[] { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin" }
                .Any(folder => File.Exists(Path.Combine(folder, name)));

        /// <summary>Skips the test where a program is not installed.</summary>
        internal static void Require(string name, string package) =>
            Skip.IfNot(IsInstalled(name), $"`{name}` is missing: install {package}");

        /// <summary>Runs a program to its end.</summary>
        internal static ProgramResult Run(string name, IEnumerable<string> arguments, NetworkNamespace? within = null, string? input = null, int seconds = Patience)
        {
            using var program = new Program(name, arguments, within, input, seconds);
            return program.WaitForEnd();
        }

        /// <summary>Asks the program to end (SIGTERM).</summary>
        internal void Terminate()
        {
            foreach (int child in Children())
            {
                Run("kill", ["-TERM", child.ToString(CultureInfo.InvariantCulture)]).Succeeded();
            }
        }

        /// <summary>The process number of the program itself.</summary>
        internal int FindProcess()
        {
            int[] children = [];
            Assert.True(SpinWait.SpinUntil(() => process.HasExited || (children = Children()).Length > 0, Patience * 1000), "it has not started");
            Assert.True(children.Length > 0, Describe());
            return children[0];
        }

        internal ProgramResult WaitForEnd()
        {
            process.WaitForExit();
            return new ProgramResult(command, process.ExitCode, output.Result, error.Result);
        }

        /// <summary>Whether it has ended by itself, or its time was up.</summary>
        internal bool HasEnded => process.HasExited;

        /// <summary>What it has said so far, where it has ended, for a failure to show.</summary>
        internal string Describe() => HasEnded ? $"{command}\n{output.Result}{error.Result}" : $"{command}: running";

        public void Dispose()
        {
            if (!process.HasExited)
            {
                int[] children = Children();
                process.Kill(true);
                process.WaitForExit();

                // Nobody waits for these, and until they are gone their ports are taken: whoever starts next would find them so.
                Assert.True(SpinWait.SpinUntil(() => Array.TrueForAll(children, IsGone), Patience * 1000), $"{command} does not end");
            }

            process.Dispose();
        }

        // A process that nobody has waited for has closed its files too.
        private static bool IsGone(int child)
        {
            try
            {
                string status = File.ReadAllText($"/proc/{child}/stat");
                return status[status.LastIndexOf(')') + 2] is 'Z' or 'X';
            }
            catch (IOException)
            {
                return true;
            }
        }

        // Not `timeout`, which runs it: that would pass a signal on twice, to its child and to its group.
        private int[] Children()
        {
            string id = process.Id.ToString(CultureInfo.InvariantCulture);
            try
            {
                return [.. File.ReadAllText($"/proc/{id}/task/{id}/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
            }
            catch (IOException)
            {
                // It has ended meanwhile.
                return [];
            }
        }
    }
}
