using System.Text.RegularExpressions;

namespace Nano.Cli
{
    /// <summary>The serial ports at which a board may be.</summary>
    /// <param name="folder">Where the system has its devices; null where it has none, but names such as COM3.</param>
    internal sealed partial class SerialPorts(string? folder)
    {
        private const string Help = "--port should name the one that the board is at";

        // How Linux and macOS call what is behind USB.
        private static readonly string[] Patterns = ["ttyUSB*", "ttyACM*", "cu.usb*", "cu.SLAB*", "cu.wchusb*"];

        /// <summary>Those of this system.</summary>
        public static SerialPorts OfSystem() => new(OperatingSystem.IsWindows() ? null : "/dev");

        /// <summary>The port that is asked for, or the only one there is.</summary>
        /// <param name="asked">Its name; null where none was given.</param>
        /// <exception cref="CliException">It is not there, or there is none or more than one to choose from.</exception>
        public string Choose(string? asked)
        {
            if (folder == null)
            {
                return asked != null && ComPort().IsMatch(asked) ? asked : throw new CliException($"{(asked == null ? "" : $"there is no port '{asked}'; ")}{Help}, such as COM3");
            }

            string[] there = [.. Patterns.SelectMany(pattern => Directory.EnumerateFileSystemEntries(folder, pattern)).Order(StringComparer.Ordinal)];
            string seen = there.Length == 0 ? "no board is plugged in that would show as one" : $"there {(there.Length == 1 ? "is" : "are")} {string.Join(", ", there)}";
            if (asked != null)
            {
                return File.Exists(asked) ? asked : throw new CliException($"there is no port '{asked}'; {Help}: {seen}");
            }

            return there.Length == 1 ? there[0] : throw new CliException($"{Help}: {seen}");
        }

        [GeneratedRegex(@"^COM\d+$", RegexOptions.IgnoreCase)]
        private static partial Regex ComPort();
    }
}
