using Nano.Cli;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Cli
{
    public class ConnectionTableTests
    {
        [Fact]
        public void ConnectionsAndListeners_AreALineEach_OfFewerThan80Columns()
        {
            IPAddress own = IPAddress.Parse("10.42.0.2");
            ConnectionInfo[] connections =
            [
                new(new IPEndPoint(own, 80), new IPEndPoint(IPAddress.Parse("192.168.100.1"), 54321), TcpState.Established) { ReceiveQueue = 130_320, SendQueue = 131_072, RoundTripTime = 12, CongestionWindow = 1_048_576 },
                new(new IPEndPoint(own, 7), new IPEndPoint(IPAddress.Any, 0), TcpState.Listen) { SendQueue = 80 },
            ];
            var output = new StringWriter();
            using (var terminal = new Terminal(output, output))
            {
                ConnectionTable.Write(terminal, connections);
            }

            string[] lines = [.. output.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
            Assert.Equal(3, lines.Length);
            Assert.Matches("^Port +Peer +State +To read +To deliver +RTT +Cwnd$", lines[0]);
            Assert.Matches("^7 +any +LISTEN +0 +80$", lines[1]);
            Assert.Matches("^80 +192.168.100.1:54321 +ESTABLISHED +130,320 +131,072 +12 ms +1,048,576$", lines[2]);
            Assert.All(lines, line => Assert.InRange(line.Length, 1, 79));
        }
    }
}
