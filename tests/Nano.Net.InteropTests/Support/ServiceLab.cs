using System.Runtime.CompilerServices;
using Nano.Net.IPv6;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>A lab whose stack has no address of its own, whose kernel runs servers, and in which time passes faster than outside.</summary>
    internal sealed class ServiceLab : IDisposable
    {
        private const int ServerSeconds = 90;
        private readonly SkippingClock clock;
        private readonly List<Program> programs = [];
        private readonly TemporaryFolder folder = new();

        private ServiceLab(Lab lab, SkippingClock clock, SharedWire wire)
        {
            Lab = lab;
            Wire = wire;
            this.clock = clock;
        }

        internal Lab Lab { get; }

        internal SharedWire Wire { get; }

        internal StackRunner Runner => Lab.Runner;

        internal string Address => Lab.Stack.Address.ToString();

        internal string LeaseFile => folder["leases"];

        internal string Leases => File.Exists(LeaseFile) ? File.ReadAllText(LeaseFile) : "";

        internal static void Run(Action<ServiceLab> test, string? address = null, bool hasIPv6 = false, [CallerMemberName] string name = "")
        {
            var clock = new SkippingClock();
            SharedWire? wire = null;
            Lab.Run(
                lab =>
                {
                    using var services = new ServiceLab(lab, clock, wire!);
                    test(services);
                },
                new LabOptions
                {
                    Clock = clock,
                    IPv6 = hasIPv6,
                    Stack = options =>
                    {
                        options.Address = address == null ? IPAddress.Any : IPAddress.Parse(address);
                        options.IPv6 = hasIPv6 ? new Ipv6Options() : null;
                    },
                    Wire = device => wire = new SharedWire(device),
                },
                name);
        }

        /// <summary>Starts dnsmasq for DHCP and DNS.</summary>
        /// <param name="range">First and last address that it leases, for two minutes, which is the least that it knows.</param>
        /// <param name="more">Further arguments.</param>
        internal Program StartDnsmasq(string range = "10.77.0.50,10.77.0.60", params string[] more)
        {
            Program.Require("dnsmasq", "dnsmasq-base");
            return Start(
                "dnsmasq",
                [
                    .. Dnsmasq.Leasing(range, LeaseFile), "--dhcp-option=option:ntp-server,10.77.0.1", "--domain=lab.test", "--local=/lab.test/",
                    "--host-record=www.lab.test,10.77.0.1", "--cname=web.lab.test,www.lab.test", .. more,
                ]);
        }

        /// <summary>Starts chronyd as a server that is content with its own clock, and leaves that alone.</summary>
        internal void StartChronyd()
        {
            Program.Require("chronyd", "chrony");
            string file = folder["chrony.conf"];
            File.WriteAllText(file, $"local stratum 5\nallow all\ncmdport 0\nbindcmdaddress /\npidfile {folder["chrony.pid"]}\n");
            Start("chronyd", ["-d", "-x", "-u", "root", "-f", file]);
        }

        /// <summary>Ends a server.</summary>
        internal void Stop(Program program)
        {
            programs.Remove(program);
            program.Dispose();
        }

        /// <summary>Makes it later for the stack.</summary>
        internal void Skip(int seconds)
        {
            clock.Skip(seconds * 1000);
            Wire.Wake();
        }

        /// <summary>Waits until something is so, in a time that passes ten times as fast.</summary>
        internal void Until(Func<bool> condition, Func<string>? otherwise = null)
        {
            Lab.Eventually(
                () =>
                {
                    if (condition())
                    {
                        return true;
                    }

                    clock.Skip(50);
                    Wire.Wake();
                    return false;
                },
                otherwise ?? (() => $"it did not come about; the address is {Address}\n{string.Join("\n", programs.Select(p => p.Describe()))}"),
                20_000);
        }

        public void Dispose()
        {
            foreach (Program program in programs)
            {
                program.Dispose();
            }

            folder.Dispose();
        }

        private Program Start(string name, string[] arguments)
        {
            var program = new Program(name, arguments, Lab.Kernel.Namespace, seconds: ServerSeconds);
            programs.Add(program);
            return program;
        }
    }
}
