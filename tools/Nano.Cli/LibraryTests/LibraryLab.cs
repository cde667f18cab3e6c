using System.Globalization;

namespace Nano.Cli
{
    /// <summary>
    /// A network of its own: a namespace with a TAP device, on whose other side the program on nanoCLR is. A DHCP server gives
    /// it an address, and a DNS server tells it names.
    /// </summary>
    internal sealed class LibraryLab : IDisposable
    {
        /// <summary>The address of this side.</summary>
        public const string Address = "10.79.0.1";

        private const string Device = "nano0";
        private const string DeviceAddress = "10.79.0.2";

        private readonly List<LabProcess> processes = [];
        private readonly string name = string.Create(CultureInfo.InvariantCulture, $"nano-library-{Environment.ProcessId}");

        /// <summary>Makes it.</summary>
        public LibraryLab()
        {
            Folder = Directory.CreateTempSubdirectory("nano-library-").FullName;
            Ip("netns", "add", name);
            try
            {
                Inside("ip", "link", "set", "lo", "up");
                Inside("ip", "tuntap", "add", Device, "mode", "tap");
                Inside("ip", "address", "add", $"{Address}/24", "dev", Device);
                Inside("ip", "link", "set", Device, "up");
                Start(
                    "dnsmasq",
                    "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces", $"--interface={Device}", "--except-interface=lo",
                    $"--dhcp-range={DeviceAddress},{DeviceAddress},255.255.255.0,1h", $"--dhcp-leasefile={Path.Combine(Folder, "leases")}", $"--pid-file={Path.Combine(Folder, "dnsmasq.pid")}",
                    $"--address=/test/{Address}");
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        /// <summary>A folder for the files of the servers; removed in the end.</summary>
        public string Folder { get; }

        /// <summary>The interpreter.</summary>
        public ClrRunner? Runner { get; init; }

        /// <summary>The images of the test's program.</summary>
        public IReadOnlyList<string> Images { get; init; } = [];

        /// <summary>Where the device is.</summary>
        public static string Site => DeviceAddress;

        /// <summary>Starts a program in the namespace.</summary>
        public LabProcess Start(string file, params string[] arguments) => Start(file, arguments, []);

        /// <summary>Starts nanoCLR on images.</summary>
        /// <param name="runner">It.</param>
        /// <param name="images">The images.</param>
        /// <param name="heap">Bytes of the managed heap, for a nanoCLR that reads NANOCLR_HEAP.</param>
        public LabProcess Start(ClrRunner runner, IReadOnlyList<string> images, int heap) =>
            Start(runner.File, [.. runner.Arguments, .. images], ("NANO_TAP", Device), ("NANOCLR_HEAP", heap.ToString(CultureInfo.InvariantCulture)));

        /// <summary>Starts the program of the test with another heap than it has usually.</summary>
        /// <param name="heap">Bytes of the managed heap.</param>
        public LabProcess StartWithHeap(int heap) => Start(Runner!, Images, heap);

        /// <summary>Runs a program in the namespace to its end, which must be a good one.</summary>
        /// <returns>Its lines.</returns>
        public string[] Inside(string file, params string[] arguments)
        {
            using LabProcess process = new("ip", ["netns", "exec", name, file, .. arguments]);
            return process.WaitForEnd(60) ? process.Lines : throw new CliException($"`{file} {string.Join(' ', arguments)}` has failed: {string.Join(' ', process.Lines)}", NanoCommand.Failed);
        }

        /// <summary>Pulls the cable out, or plugs it in.</summary>
        public void SetLink(bool isUp) => Inside("ip", "link", "set", Device, isUp ? "up" : "down");

        /// <inheritdoc/>
        public void Dispose()
        {
            processes.ForEach(process => process.Dispose());
            using (LabProcess removal = new("ip", ["netns", "delete", name]))
            {
                removal.WaitForEnd(10);
            }

            Directory.Delete(Folder, recursive: true);
        }

        private static void Ip(params string[] arguments)
        {
            using LabProcess process = new("ip", arguments);
            if (!process.WaitForEnd(10))
            {
                throw new CliException($"`ip {string.Join(' ', arguments)}` has failed: {string.Join(' ', process.Lines)}", NanoCommand.Failed);
            }
        }

        private LabProcess Start(string file, string[] arguments, params (string Name, string Value)[] environment)
        {
            LabProcess process = new("ip", ["netns", "exec", name, file, .. arguments], environment);
            processes.Add(process);
            return process;
        }
    }
}
