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
        [InlineData("serve --address 10.0.0.2/24", "which link? --tap NAME")]
        [InlineData("serve --tap t", "'--address' is required")]
        [InlineData("serve --tap t --address 10.0.0.2", "10.0.0.2/24")]
        [InlineData("serve --tap t --address 10.0.0.256/24", "IPv4 address")]
        [InlineData("serve --tap t --address 10.0.0.2/0", "1 to 31")]
        [InlineData("serve --tap t --address 10.0.0.2/33", "1 to 31")]
        [InlineData("serve --tap t --address 10.0.0.2/x", "1 to 31")]
        [InlineData("serve --tap t --address 10.0.0.255/24", "10.0.0.1 to 10.0.0.254")]
        [InlineData("serve --tap t --address 127.0.0.1/8", "no host may have")]
        [InlineData("serve --tap t --address 224.0.0.1/8", "no host may have")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --gateway here", "IPv4 address")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --gateway 10.0.1.1", "another host of 10.0.0.2/24")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --gateway 10.0.0.2", "another host of 10.0.0.2/24")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address 10.0.1.1/24", "from 10.0.0.1 to 10.0.0.254")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address 10.0.0.1/16", "with /24")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --host-address 10.0.0.2/24", "the stack's own address")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --echo 0", "from 1 to 65535")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --chargen 70000", "from 1 to 65535")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --echo 9 --discard 9", "a port of its own")]
        [InlineData("serve --tap an-interface-name --address 10.0.0.2/24", "1 to 15 ASCII characters")]
        [InlineData("serve --tap t --address 10.0.0.2/24 --capture /no/such/folder/x.pcap", "cannot be written")]
        [InlineData("trace", "FILE")]
        [InlineData("trace one two", "unknown argument 'two'")]
        [InlineData("emulator-tests --timeout 0", "from 1 to 86400")]
        [InlineData("trace /no/such/file", "there is no file '/no/such/file'")]
        public void BadArguments_AreRefusedInOneLine(string arguments, string says) =>
            CommandResult.Of(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).IsRefused(says);

        [Fact]
        public void LoopbackPortThatIsTaken_IsRefusedInOneLine()
        {
            using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
            taken.Start();
            int port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

            CommandResult.Of("demo", "--port", $"{port}").IsRefused($"port {port} on 127.0.0.1 cannot be had", "0 for any");
        }

        [Fact]
        public void HelpAndVersion_SayWhatThereIs()
        {
            CommandResult help = CommandResult.Of("--help");
            Assert.Equal(0, help.Status);
            Assert.All(["demo", "serve", "trace"], name => Assert.Contains(name, help.Output));

            CommandResult version = CommandResult.Of("--version");
            Assert.Equal(0, version.Status);
            Assert.Matches(@"^nano \d+\.\d+\.\d+\S*\s*$", version.Output);
        }
    }
}
