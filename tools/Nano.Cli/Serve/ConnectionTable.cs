using Nano.Net;

namespace Nano.Cli
{
    /// <summary>Connections and listeners, as netstat shows them.</summary>
    internal static class ConnectionTable
    {
        /// <summary>Columns that a terminal must have for all that there is to say of a connection.</summary>
        private const int FullWidth = 80;

        private static readonly string[] Heads = ["Port", "Peer", "State", " To read", " To deliver", " RTT", " Cwnd"];

        /// <summary>Writes the table: of a listener, how many wait to be accepted, and how many may. On a narrow terminal, what is known of the network is left out.</summary>
        public static void Write(Terminal terminal, ConnectionInfo[] connections)
        {
            int columns = terminal.Width < FullWidth ? Heads.Length - 2 : Heads.Length;
            terminal.WriteTable(
                Heads[..columns],
                connections.OrderBy(c => c.LocalEndPoint.Port).ThenBy(c => c.RemoteEndPoint.Port).Select(c => Cells(c)[..columns]));
            terminal.WriteLine();
        }

        private static string[] Cells(ConnectionInfo connection)
        {
            bool isListener = connection.RemoteEndPoint.Port == 0;
            return
            [
                $"{connection.LocalEndPoint.Port}",
                isListener ? "any" : connection.RemoteEndPoint.ToString(),
                connection.StateName,
                $"{connection.ReceiveQueue:N0}",
                $"{connection.SendQueue:N0}",
                connection.RoundTripTime switch { < 0 => "", 0 => "< 1 ms", var time => $"{time} ms" },
                connection.CongestionWindow == 0 ? "" : $"{connection.CongestionWindow:N0}",
            ];
        }
    }
}
