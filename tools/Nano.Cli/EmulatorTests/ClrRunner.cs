using System.Diagnostics;

namespace Nano.Cli
{
    /// <summary>Something that runs nanoFramework's interpreter.</summary>
    /// <param name="file">The executable.</param>
    /// <param name="arguments">What comes before the images.</param>
    internal sealed class ClrRunner(string file, params string[] arguments)
    {
        private const string Variable = "NANOCLR";
        private const string Tool = "nanoclr";

        /// <summary>The executable.</summary>
        public string File { get; } = file;

        /// <summary>The arguments that come before the images.</summary>
        public IReadOnlyList<string> Arguments { get; } = arguments;

        /// <summary>The executable that the environment variable NANOCLR names, else the .NET tool on the PATH.</summary>
        /// <param name="variable">Gives a variable of the environment.</param>
        /// <returns>Null where there is neither.</returns>
        public static ClrRunner? Find(Func<string, string?> variable)
        {
            if (variable(Variable) is { Length: > 0 } named)
            {
                return System.IO.File.Exists(named)
                    ? new ClrRunner(named, "--assemblies")
                    : throw new CliException($"{Variable} names '{named}', which is not there; it should name an executable that takes `--assemblies A.pe B.pe ...`");
            }

            string[] names = OperatingSystem.IsWindows() ? [$"{Tool}.exe", $"{Tool}.cmd"] : [Tool];
            return (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
                .Where(System.IO.File.Exists)
                .Select(found => new ClrRunner(found, "run", "--assemblies"))
                .FirstOrDefault();
        }

        /// <summary>Starts it on images.</summary>
        public ClrRun Start(IReadOnlyList<string> images, TimeSpan timeout)
        {
            var start = new ProcessStartInfo(File)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (string argument in Arguments.Concat(images))
            {
                start.ArgumentList.Add(argument);
            }

            try
            {
                return new ClrRun(Process.Start(start)!, timeout);
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                throw new CliException($"'{File}' cannot be started: {e.Message}", NanoCommand.Failed);
            }
        }
    }
}
