using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Nano.Cli
{
    /// <summary>Builds a project of the repository for the device.</summary>
    internal static partial class DeviceBuild
    {
        private const string Configuration = "Release";
        private const string Framework = "netnano1.0";

        /// <summary>The repository that this program was built from, or that it is started in.</summary>
        public static string FindRoot()
        {
            foreach (string start in new[] { AppContext.BaseDirectory, Environment.CurrentDirectory })
            {
                for (DirectoryInfo? folder = new(start); folder != null; folder = folder.Parent)
                {
                    if (File.Exists(Path.Combine(folder.FullName, "Nano.sln")))
                    {
                        return folder.FullName;
                    }
                }
            }

            throw new CliException("there is no Nano.sln in this folder or above it; start the command in the repository, whose tests it builds");
        }

        /// <summary>Builds a project.</summary>
        /// <param name="project">Its folder.</param>
        public static DeviceBuildResult Run(string project) => Run(project, []);

        /// <summary>Builds a project.</summary>
        /// <param name="project">Its folder.</param>
        /// <param name="properties">More for MSBuild's command line.</param>
        public static DeviceBuildResult Run(string project, string[] properties)
        {
            var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
            {
                ArgumentList = { "build", project, "-c", Configuration, "-p:Device=true", "-nologo", "-v:quiet", "-tl:off" },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            Array.ForEach(properties, start.ArgumentList.Add);
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd() + errors.Result;
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return new DeviceBuildResult(Path.Combine(project, "bin", Configuration, Framework));
            }

            return DescribeMissing(output) is { } missing
                ? new DeviceBuildResult(null, missing)
                : throw new CliException($"the build for the device has failed: {FirstError(output)}", NanoCommand.Failed);
        }

        /// <summary>What a failed build says about packages that it could not get; null where it failed for another reason.</summary>
        internal static string? DescribeMissing(string output)
        {
            Match match = PackageError().Match(output);
            string text = match.Groups["text"].Value.Trim();
            return !match.Success ? null
                : text.Contains("NANOFRAMEWORK_FEED", StringComparison.Ordinal) ? text
                : $"{text} The packages come from nuget.org, or from the folder that the environment variable NANOFRAMEWORK_FEED names.";
        }

        private static string FirstError(string output) =>
            output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)) ?? "it says nothing about why";

        // NANO0002: the device build itself has looked. NU1100 to 1103: no such package or version; NU1301: a source does not answer.
        [GeneratedRegex(@"error (NANO0002|NU110[0-3]|NU1301)\s*: (?<text>[^\r\n]*?)( \[[^\]\r\n]*\])?\s*$", RegexOptions.Multiline)]
        private static partial Regex PackageError();
    }
}
