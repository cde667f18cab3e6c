using Nano.Cli;

namespace Nano.Net.Tests.Cli
{
    public class BadInputTests
    {
        [Theory]
        [InlineData("", "nano --help")]
        [InlineData("watch", "unknown command 'watch'")]
        [InlineData("demo --colour", "unknown option '--colour'")]
        [InlineData("demo now", "unknown argument 'now'")]
        [InlineData("demo --port", "--port")]
        [InlineData("demo --port 70000", "from 0 to 65535")]
        [InlineData("demo --port ftp", "from 0 to 65535")]
        [InlineData("demo --port -1", "from 0 to 65535")]
        [InlineData("demo --delay 10001", "from 0 to 10000")]
        [InlineData("demo --loss 200", "percentage from 0 to 100")]
        [InlineData("demo --loss -1", "percentage from 0 to 100")]
        [InlineData("demo --loss NaN", "percentage from 0 to 100")]
        [InlineData("demo --seed x", "from 0 to 2147483647")]
        [InlineData("demo --check --timeout 0", "from 1 to 3600")]
        [InlineData("demo --timeout 5", "--timeout is the time that --check may take")]
        [InlineData("demo --port 8080 --dashboard 8080", "each have a port of its own, not both 8080")]
        [InlineData("sim --seeds", "--seeds wants a value: --seeds N")]
        [InlineData("sim --seeds 3 --seeds 4", "--seeds is given 2 times")]
        [InlineData("fuzz --repeat /", "--repeat '/': is a folder")]
        [InlineData("fuzz --repeat /dev/null", "'/dev/null': has no inputs")]
        [InlineData("fuzz --repeat x.txt --minutes 5", "--minutes is for a search")]
        [InlineData("fuzz --missed /nowhere/x", "--missed '/nowhere/x': there is no folder '/nowhere'")]
        [InlineData("fuzz --missed /", "--missed '/': is a folder")]
        [InlineData("bench tcp --plot /nowhere/x.svg", "--plot '/nowhere/x.svg': there is no folder '/nowhere'")]
        [InlineData("bench tcp --plot /", "--plot '/': is a folder")]
        [InlineData("bench tcp --captures /nowhere", "--captures '/nowhere': there is no such folder")]
        [InlineData("bench tcp --part tail --delay 5", "--delay is about the goodput, which --part tail leaves out")]
        [InlineData("bench tcp --part fairness --loss 1", "--loss is about the goodput")]
        [InlineData("bench tcp --part x", "should be goodput or")]
        [InlineData("bench http --rounds 0", "from 1 to 20")]
        [InlineData("fuzz --target everything", "--target")]
        [InlineData("fuzz --repeat /nowhere/x.txt", "/nowhere/x.txt")]
        [InlineData("fuzz --output /nowhere", "--output '/nowhere': there is no such folder")]
        [InlineData("fuzz --corpus /nowhere", "--corpus '/nowhere': there is no such folder")]
        [InlineData("fuzz --inputs 0", "from 1 to 2147483647")]
        [InlineData("serve --address 10.0.0.2/24", "which link? --tap NAME")]
        [InlineData("serve --tap t --no-ipv6", "which address?")]
        [InlineData("serve --tap t --no-ipv6 --address fd00::2/64", "--no-ipv6: the stack is given an IPv6 address, fd00::2/64")]
        [InlineData("serve --tap t --address fd00::2/64 --ipv6 fd00::3/64", "are both IPv6 addresses")]
        [InlineData("serve --tap t --ipv6 10.0.0.2/24", "should be an IPv6 address")]
        [InlineData("serve --tap t --gateway 10.0.0.1", "goes with an IPv4 address")]
        [InlineData("serve --tap t --gateway fd00::1", "should be the link-local address, such as fe80::1")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --dhcp", "--address or --dhcp, not both")]
        [InlineData("serve --tap t --dhcp --gateway 10.0.0.1", "the server says which router")]
        [InlineData("serve --tap t --dhcp --name -nano-", "letters, digits and hyphens")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --name nano.local", "letters, digits and hyphens, such as nano")]
        [InlineData("serve --tap t --address 10.0.0.2", "10.0.0.2/24")]
        [InlineData("serve --tap t --address 10.0.0.256/24", "IPv4 or IPv6 address")]
        [InlineData("serve --tap t --address 10.0.0.2/0", "1 to 31")]
        [InlineData("serve --tap t --address 10.0.0.2/33", "1 to 31")]
        [InlineData("serve --tap t --address 10.0.0.2/x", "1 to 31")]
        [InlineData("serve --tap t --address 10.0.0.255/24", "10.0.0.1 to 10.0.0.254")]
        [InlineData("serve --tap t --address 127.0.0.1/8", "no host may have")]
        [InlineData("serve --tap t --address 224.0.0.1/8", "no host may have")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --gateway here", "IPv4 or IPv6 address")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --gateway fd00::1", "should be the link-local address")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address fd00::1/128", "1 to 127")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address fd00::/64", "its hosts are fd00::1 to fd00::ffff:ffff:ffff:ffff")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address ff02::1/64", "no host may have")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address ::1/64", "no host may have")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --gateway 10.0.1.1", "another host of 10.0.0.2/24")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --gateway 10.0.0.2", "another host of 10.0.0.2/24")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address 10.0.1.1/24", "from 10.0.0.1 to 10.0.0.254")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address 10.0.0.1/16", "with /24")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address 10.0.0.2/24", "the stack's own address")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --echo 0", "from 1 to 65535")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --chargen 70000", "from 1 to 65535")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --echo 9 --discard 9", "a port of its own")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --http 80 --push 80", "a port of its own")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --http 7 --echo 7", "a port of its own")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --http 65536", "from 1 to 65535")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --token correct-horse", "--token goes with --http PORT")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --push 7000", "--push goes with --http PORT")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-name device.test", "--host-name goes with --http PORT")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --http 80 --host-name device.test:80", "--host-name 'device.test:80': should be a host name or an address, without a port")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --http 80 --token short", "8 characters or more")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --http 80 --token pass:word:", "letters, digits and -._~+/")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --chip rtl8139", "should be w5500 or enc28j60")]
        [InlineData("serve --tap an-interface-name --address 10.0.0.2/24", "1 to 15 ASCII characters")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --capture /no/such/folder/x.pcap", "cannot be written")]
        [InlineData("serve --vxlan here --address 10.0.0.2/24", "IPv4 or IPv6 address")]
        [InlineData("serve --vxlan fd00::1]:9 --address 10.0.0.2/24", "IPv4 or IPv6 address")]
        [InlineData("serve --vxlan [fd00::1]9 --address 10.0.0.2/24", "nothing or a port")]
        [InlineData("serve --vxlan [fd00::1]:0 --address 10.0.0.2/24", "from 1 to 65535")]
        [InlineData("serve --vxlan ff02::1 --address 10.0.0.2/24", "one other host")]
        [InlineData("serve --vxlan :: --address 10.0.0.2/24", "one other host")]
        [InlineData("serve --vxlan fd00::1 --local 192.0.2.99 --address 10.0.0.2/24", "--local 192.0.2.99: should be an IPv6 address")]
        [InlineData("serve --vxlan fd00::1 --local [2001:db8::99]:4789 --address 10.0.0.2/24", "should be an address of this host")]
        [InlineData("serve --vxlan 192.0.2.1:0 --address 10.0.0.2/24", "from 1 to 65535")]
        [InlineData("serve --vxlan 192.0.2.1:x --address 10.0.0.2/24", "from 1 to 65535")]
        [InlineData("serve --vxlan 224.0.0.1 --address 10.0.0.2/24", "one other host")]
        [InlineData("serve --vxlan 10.0.0.1 --address 10.0.0.2/24", "within the network of --address")]
        [InlineData("serve --vxlan 192.0.2.1 --vni 16777216 --address 10.0.0.2/24", "from 0 to 16777215")]
        [InlineData("serve --vxlan 192.0.2.1 --local 192.0.2.99 --address 10.0.0.2/24", "should be an address of this host")]
        [InlineData("serve --vxlan 192.0.2.1 --baud 115200 --address 10.0.0.2/24", "--baud goes with --serial")]
        [InlineData("serve --vxlan 192.0.2.1 --serial /dev/x --address 10.0.0.2/24", "one link at a time")]
        [InlineData("serve --serial /dev/no-such-port --address 10.0.0.2/24", "there is no serial port '/dev/no-such-port'")]
        [InlineData("serve --serial /dev/null --address 10.0.0.2/24", "'/dev/null' is no serial port")]
        [InlineData("serve --serial /dev/x --baud 9600 --address 10.0.0.2/24", "from 115200 to 2000000")]
        [InlineData("serve --serial /dev/x --mtu 20 --address 10.0.0.2/24", "from 68 to 1500")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --settings x", "--settings goes with --http PORT")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --http 80 --settings /nowhere/x", "--settings '/nowhere/x.0': there is no folder '/nowhere'")]
        [InlineData("lab --port 70000", "from 0 to 65535")]
        [InlineData("lab --port x", "from 0 to 65535")]
        [InlineData("lab /no/such/file", "there is no file '/no/such/file'")]
        [InlineData("lab /tmp", "'/tmp' is a directory")]
        [InlineData("lab /dev/null", "'/dev/null' is no capture that can be read")]
        [InlineData("lab one two", "unknown argument 'two'")]
        [InlineData("trace", "FILE")]
        [InlineData("trace one two", "unknown argument 'two'")]
        [InlineData("flash", "'--link' is required")]
        [InlineData("flash --link slip", "flash")]
        [InlineData("flash EchoServer", "'--link' is required")]
        [InlineData("flash EchoServer --link", "--link")]
        [InlineData("flash EchoServer --link w550", "there is no link 'w550'")]
        [InlineData("flash EchoSever --link slip", "there is no program 'EchoSever'")]
        [InlineData("flash EchoServer TelemetryServer --link slip", "unknown argument 'TelemetryServer'")]
        [InlineData("flash EchoServer --link slip --baud 9600", "unknown option '--baud'")]
        [InlineData("emulator-tests --timeout 0", "from 1 to 86400")]
        [InlineData("sim --seeds 0", "from 1 to 100000000")]
        [InlineData("sim --jobs many", "from 1 to 1024")]
        [InlineData("sim --seed -1", "from 0 to 18446744073709551615")]
        [InlineData("sim --from 18446744073709551616", "should be fresh or a number from 0 to 18446744073709551615")]
        [InlineData("fuzz --seed stale", "should be fresh or a number from 0 to 18446744073709551615")]
        [InlineData("sim --seed 1 --seeds 2", "--seed simulates one seed alone")]
        [InlineData("sim --output /no/such/folder", "there is no such folder")]
        [InlineData("sim 7", "unknown argument '7'")]
        [InlineData("trace /no/such/file", "there is no file '/no/such/file'")]
        public void BadArguments_AreRefusedInOneLine(string arguments, string says) =>
            CommandResult.Of(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).IsRefused(says);

        [SkippableTheory]
        [InlineData("sim", "--output")]
        [InlineData("fuzz", "--output")]
        [InlineData("fuzz", "--missed")]
        [InlineData("fuzz", "--save", "--corpus")]
        [InlineData("bench", "tcp", "--plot")]
        [InlineData("bench", "tcp", "--captures")]
        public void PlaceThatCannotBeWrittenTo_IsRefusedBeforeTheWork(params string[] arguments)
        {
            Skip.IfNot(Directory.Exists("/proc/1"), "/proc, where nobody can make a file, is a matter of Linux");
            string place = arguments[^1] is "--missed" or "--plot" ? "/proc/figures" : "/proc";

            CommandResult.Of([.. arguments, place]).IsRefused($"{arguments[^1]} '{place}': ", "written to");
        }

        [Fact]
        public void CaptureWithoutAName_IsRefusedInOneLine()
        {
            CommandResult.Of("trace", "").IsRefused("which file?");
            CommandResult.Of("lab", "").IsRefused("which file?");
        }

        [Theory]
        [InlineData(".0")]
        [InlineData(".1")]
        public void SettingsThatCannotBeWritten_AreRefused(string end)
        {
            string folder = Directory.CreateTempSubdirectory("nano-settings-").FullName;
            try
            {
                string file = Path.Combine(folder, "x");
                Directory.CreateDirectory(file + end);
                CommandResult.Of("serve", "--tap", "t", "--address", "10.0.0.2/24", "--http", "80", "--settings", file).IsRefused($"--settings '{file}{end}': is a folder");
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        [Fact]
        public void FileThatIsWrittenInTheEnd_IsLeftAsItIsUntilThen()
        {
            string file = Path.GetTempFileName();
            File.WriteAllText(file, "before");

            // Refused for another reason, after the file was looked at.
            CommandResult.Of("fuzz", "--missed", file, "--inputs", "10", "--save", "--corpus", "/nowhere").IsRefused("/nowhere");
            CommandResult.Of("bench", "tcp", "--plot", file, "--part", "tail").IsRefused("--plot");

            Assert.Equal("before", File.ReadAllText(file));
            File.Delete(file);
        }

        [Theory]
        [InlineData("sim", "--seed", "7")]
        [InlineData("--help")]
        [InlineData("demo")]
        public void OutputThatTakesNoMore_IsSaidInOneLine(params string[] arguments)
        {
            using var error = new StringWriter();
            using var terminal = new Terminal(new FullDisk(), error);

            Assert.Equal(1, NanoCommand.Run(arguments, terminal));
            Assert.Equal("nano: reading or writing has failed: No space left on device", error.ToString().TrimEnd());
        }

        [Fact]
        public void BadToken_IsNotRepeated() =>
            Assert.DoesNotContain("secret", CommandResult.Of("serve", "--tap", "t", "--address", "10.0.0.2/24", "--http", "80", "--token", "my secret!").Error);

        [Fact]
        public void LoopbackPortThatIsTaken_IsRefusedInOneLine()
        {
            using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            taken.Start();
            int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

            CommandResult.Of("demo", "--port", $"{port}").IsRefused($"port {port} on 127.0.0.1 cannot be had", "0 for any");
        }

        [Fact]
        public void TunnelPortThatIsTaken_IsRefusedInOneLine()
        {
            using var taken = new System.Net.Sockets.UdpClient(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
            int port = ((System.Net.IPEndPoint)taken.Client.LocalEndPoint!).Port;

            CommandResult.Of("serve", "--vxlan", "192.0.2.1", "--local", $"127.0.0.1:{port}", "--address", "10.0.0.2/24").IsRefused($"UDP port {port} is taken here", "--local");
        }

        [Fact]
        public void HelpAndVersion_SayWhatThereIs()
        {
            CommandResult help = CommandResult.Of("--help");
            Assert.Equal(0, help.Status);
            Assert.All(["demo", "serve", "trace", "flash"], name => Assert.Contains(name, help.Output));

            CommandResult version = CommandResult.Of("--version");
            Assert.Equal(0, version.Status);
            Assert.Matches(@"^nano \d+\.\d+\.\d+\S*\s*$", version.Output);
        }

        private sealed class FullDisk : TextWriter
        {
            public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

            public override void Write(char value) => throw new IOException("No space left on device");
        }
    }
}
