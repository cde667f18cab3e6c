using System.Globalization;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>
    /// The network namespaces of the tests. Their names tell which process has made them, so that what a killed run has left
    /// behind is found and removed by the next one, and nothing else ever is.
    /// </summary>
    internal static class Namespaces
    {
        private const string Folder = "/run/netns";
        private const string Prefix = "nano-interop";

        private static readonly Lazy<string> Obstacle = new(FindObstacle);

        /// <summary>Why no namespace can be made here; an empty string where it can.</summary>
        internal static string WhyNot => Obstacle.Value;

        /// <summary>Makes one, named after the tests, the start time of this process, its number, and a number.</summary>
        internal static NetworkNamespace Make() => new($"{Prefix}-{StartTime(Environment.ProcessId)}");

        private static string FindObstacle()
        {
            if (!OperatingSystem.IsLinux())
            {
                return "network namespaces are a feature of Linux";
            }

            if (!Environment.IsPrivilegedProcess)
            {
                return "making a network namespace takes root: run this with sudo";
            }

            if (!Program.IsInstalled("ip"))
            {
                return "`ip` is missing: install iproute2";
            }

            RemoveLeftovers();
            try
            {
                using NetworkNamespace probe = Make();
                return TapDevice.Available(out string reason) ? "" : reason;
            }
            catch (TapException e)
            {
                return e.Message;
            }
        }

        private static void RemoveLeftovers()
        {
            if (!Directory.Exists(Folder))
            {
                return;
            }

            foreach (string path in Directory.GetFiles(Folder, Prefix + "-*"))
            {
                string name = Path.GetFileName(path);
                string[] parts = name[(Prefix.Length + 1)..].Split('-');
                if (parts.Length == 3 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int process) && StartTime(process) != parts[0])
                {
                    _ = Program.Run("ip", ["netns", "delete", name]);
                }
            }
        }

        // Field 22 of /proc/PID/stat: with it a process is known from another one that has got its number later.
        private static string StartTime(int process)
        {
            try
            {
                string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
                return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            }
            catch (IOException)
            {
                return "gone";
            }
        }
    }
}
