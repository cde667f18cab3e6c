namespace Nano.Net.InteropTests.Support
{
    /// <summary>
    /// Avahi on the kernel's host: the daemon with its own bus and its own /run, so that any number of them run side by
    /// side, and its clients.
    /// </summary>
    internal sealed class Avahi : IDisposable
    {
        private const int Seconds = 60;

        private readonly TemporaryFolder folder = new();
        private readonly KernelHost host;
        private readonly IPAddress address;
        private readonly Program bus;
        private readonly Program daemon;

        /// <summary>Starts it, and waits until it answers.</summary>
        /// <param name="host">Where; it has an interface already.</param>
        /// <param name="name">The host name that it wants, without ".local".</param>
        /// <param name="expected">The host name that it gets; null for the one it wants.</param>
        /// <param name="overIpv6">Whether it speaks IPv6 alone, instead of IPv4 alone.</param>
        /// <param name="services">Service types that it publishes, each on port 80 under its host name.</param>
        internal Avahi(KernelHost host, string name = "kernel", string? expected = null, bool overIpv6 = false, params string[] services)
        {
            Program.Require("avahi-daemon", "avahi-daemon");
            Program.Require("avahi-browse", "avahi-utils");
            Program.Require("dbus-daemon", "dbus");
            this.host = host;
            address = overIpv6 ? Lab.KernelAddress6 : host.Address;
            Directory.CreateDirectory(In("run"));
            File.WriteAllText(In("nsswitch.conf"), $"hosts: files {(overIpv6 ? "mdns6_minimal" : "mdns4_minimal")} [NOTFOUND=return]\n");
            File.WriteAllText(In("bus.conf"), $"""
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>system</type>
                  <listen>{Address}</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
                    <allow send_requested_reply="true"/><allow receive_type="*"/>
                  </policy>
                </busconfig>
                """);
            File.WriteAllText(In("avahi.conf"), $"""
                [server]
                host-name={name}
                use-ipv4={(overIpv6 ? "no" : "yes")}
                use-ipv6={(overIpv6 ? "yes" : "no")}
                allow-interfaces={KernelHost.Interface}
                [wide-area]
                enable-wide-area=no
                [publish]
                publish-hinfo=no
                publish-workstation=no
                """);
            Directory.CreateDirectory(In("services"));
            foreach (string service in services)
            {
                File.WriteAllText(In($"services/{service}.service"), $"""
                    <?xml version="1.0" standalone='no'?>
                    <service-group><name>{name}</name><service><type>{service}</type><port>80</port></service></service-group>
                    """);
            }

            bus = new Program("dbus-daemon", ["--nofork", $"--config-file={In("bus.conf")}"], host.Namespace, seconds: Seconds);
            try
            {
                WaitFor(() => File.Exists(In("bus")), bus);

                daemon = new Program("unshare", ["-m", "sh", "-c", Private($"exec avahi-daemon -f '{In("avahi.conf")}' --no-drop-root --no-chroot --no-rlimits")], host.Namespace, seconds: Seconds);
                WaitFor(() => Client("avahi-resolve", Family, "-n", $"{expected ?? name}.local").Output.Contains($"{address}", StringComparison.Ordinal), daemon);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        private string Family => address == host.Address ? "-4" : "-6";

        private string Address => $"unix:path={In("bus")}";

        /// <summary>The address of a name; null where it has none.</summary>
        internal string? Resolve(string name) => Last(Client("avahi-resolve", Family, "-n", name));

        /// <summary>The name of an address; null where it has none.</summary>
        internal string? ResolveAddress(string address) => Last(Client("avahi-resolve", "-a", address));

        /// <summary>What there is of a type: for each found service its name, host, address, port and text, with semicolons between.</summary>
        internal string[] Browse(string type) =>
            [.. Client("avahi-browse", "-rtpk", type).Succeeded().Output.Split('\n')
                .Where(line => line.StartsWith("=;", StringComparison.Ordinal))
                .Select(line => line.Split(';'))
                .Select(fields => string.Join(';', fields[3], fields[6], fields[7], fields[8], fields[9]))];

        /// <summary>The types of services that there are.</summary>
        internal string[] BrowseTypes() =>
            [.. Client("avahi-browse", "-tpka").Succeeded().Output.Split('\n')
                .Where(line => line.StartsWith('+'))
                .Select(line => line.Split(';')[4])
                .Distinct()];

        /// <summary>Runs curl, for which the names of the network are hosts like any others, as where libnss-mdns is installed.</summary>
        internal ProgramResult Curl(params string[] arguments)
        {
            Program.Require("curl", "curl");
            Skip.IfNot(Directory.Exists("/usr/share/doc/libnss-mdns"), "the name service's part for multicast DNS is missing: install libnss-mdns");
            return host.Run("unshare", ["-m", "sh", "-c", Private("exec curl -sS --max-time 10 --noproxy '*' \"$@\""), "curl", .. arguments]);
        }

        public void Dispose()
        {
            daemon?.Dispose();
            bus.Dispose();
            folder.Dispose();
        }

        private static string? Last(ProgramResult result) =>
            result.ExitCode == 0 && result.Output.Trim() is { Length: > 0 } line ? line.Split('\t')[^1] : null;

        // A /run of its own, for there is the daemon's socket; and its own services to find, and way to look up a name.
        private string Private(string command) =>
            $"mount -t tmpfs tmpfs /run && mkdir /run/avahi-daemon && mount --bind '{In("run")}' /run/avahi-daemon"
            + $" && mount --bind '{In("services")}' /etc/avahi/services && mount --bind '{In("nsswitch.conf")}' /etc/nsswitch.conf"
            + $" && export DBUS_SYSTEM_BUS_ADDRESS={Address} && {command}";

        private static void WaitFor(Func<bool> condition, Program program)
        {
            for (long end = Environment.TickCount64 + 15_000; !condition(); Thread.Sleep(20))
            {
                Assert.True(Environment.TickCount64 < end, program.Describe());
            }
        }

        private string In(string file) => folder[file];

        private ProgramResult Client(string program, params string[] arguments) =>
            host.Run("env", [$"DBUS_SYSTEM_BUS_ADDRESS={Address}", program, .. arguments]);
    }
}
