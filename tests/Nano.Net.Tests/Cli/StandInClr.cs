using Nano.Cli;

namespace Nano.Net.Tests.Cli
{
    /// <summary>A repository with three emulator tests, and in the place of the interpreter a script that prints what it was told to.</summary>
    internal sealed class StandInClr : IDisposable
    {
        internal const string Passed1 = "Test passed,Nano.Net.EmulatorTests.SomeTests.First.0,12345";
        internal const string Passed2 = "Test passed,Nano.Net.EmulatorTests.SomeTests.Second.1,20000";
        internal const string Passed3 = "Test passed,Nano.Net.EmulatorTests.SomeTests.Second.2,0";
        internal const string Failed3 = "Test failed,Nano.Net.EmulatorTests.SomeTests.Second.2,expected 1, not 2";
        internal const string Skipped3 = "Test skipped,Nano.Net.EmulatorTests.SomeTests.Second.2,not here";

        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nano-clr-");

        internal StandInClr()
        {
            Directory.CreateDirectory(Images);
            string tests = Directory.CreateDirectory(Path.Combine(folder.FullName, "tests", "Nano.Net.EmulatorTests")).FullName;
            File.WriteAllText(
                Path.Combine(tests, "SomeTests.cs"),
                """
                    [TestClass]
                    public class SomeTests
                    {
                        [TestMethod]
                        public void First() => new object();

                        [TestMethod]
                        [DataRow(1)]
                        [DataRow(2)]
                        public void Second(int number) => new object();
                    }
                """);

            // Images are not read, but the assemblies beside them are.
            foreach (string name in new[] { "Nano.Net", "Nano.Emulator" })
            {
                File.Copy(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), Path.Combine(Images, $"{name}.dll"));
            }

            foreach (string name in new[] { "mscorlib", "Nano.Emulator", "Nano.Net" })
            {
                File.WriteAllText(Path.Combine(Images, $"{name}.pe"), name);
            }
        }

        internal string Images => Path.Combine(folder.FullName, "images");

        /// <summary>Where the script writes the arguments that it was started with.</summary>
        internal string ArgumentsFile => Path.Combine(folder.FullName, "arguments");

        public void Dispose() => folder.Delete(recursive: true);

        /// <summary>Makes the script.</summary>
        /// <param name="lines">What it prints.</param>
        /// <param name="status">Its exit status.</param>
        /// <param name="hangs">Whether it goes on for ever, then.</param>
        /// <param name="name">Its name.</param>
        internal string Script(IEnumerable<string> lines, int status = 0, bool hangs = false, string name = "clr")
        {
            string output = Path.Combine(folder.FullName, "output");
            File.WriteAllLines(output, lines);
            if (OperatingSystem.IsWindows())
            {
                string batch = Path.Combine(folder.FullName, $"{name}.cmd");
                File.WriteAllText(batch, $"@echo off\r\necho %* > \"{ArgumentsFile}\"\r\ntype \"{output}\"\r\n{(hangs ? "ping -n 60 127.0.0.1 > nul\r\n" : "")}exit /b {status}\r\n");
                return batch;
            }

            string script = Path.Combine(folder.FullName, name);
            File.WriteAllText(script, $"#!/bin/sh\necho \"$@\" > '{ArgumentsFile}'\ncat '{output}'\n{(hangs ? "sleep 60\n" : "")}exit {status}\n");
            return script;
        }

        /// <summary>Runs the command with a script in the interpreter's place.</summary>
        internal CommandResult Run(string? script, int timeout = 60, bool bench = false, string? missing = null)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            using var terminal = new Terminal(output, error);
            var settings = new EmulatorTestSettings(
                folder.FullName,
                script == null ? null : Runner(script),
                _ => missing == null ? new DeviceBuildResult(Images) : new DeviceBuildResult(null, missing),
                timeout,
                bench);
            int status;
            try
            {
                status = EmulatorTestsCommand.Run(settings, terminal);
            }
            catch (CliException e)
            {
                terminal.Fail(e.Message);
                status = e.Status;
            }

            return new CommandResult(status, output.ToString(), error.ToString());
        }

        private static ClrRunner Runner(string script) =>
            Path.GetFileName(script) == "clr" ? new ClrRunner("/bin/sh", script, "--assemblies") : new ClrRunner(script, "--assemblies");
    }
}
