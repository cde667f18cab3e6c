using Nano.Net;

namespace Nano.Cli
{
    /// <summary>Connections and listeners, as netstat shows them.</summary>
    internal static class ConnectionTable
    {
        /// <summary>Writes the table.</summary>
        public static void Write(Terminal terminal, ConnectionInfo[] connections)
        {
            terminal.WriteTable(
                ["Local", "Remote", "State", " Receive queue", " Send queue", " Round trip", " Congestion window"],
                connections.OrderBy(c => c.LocalEndPoint.Port).ThenBy(c => c.RemoteEndPoint.Port).Select(Cells));
            terminal.WriteLine();
        }

        private static string[] Cells(ConnectionInfo connection)
        {
            bool isListener = connection.RemoteEndPoint.Port == 0;
            return
            [
                connection.LocalEndPoint.ToString(),
                isListener ? "*" : connection.RemoteEndPoint.ToString(),
                connection.StateName,
                $"{connection.ReceiveQueue:N0}",
                $"{connection.SendQueue:N0}",
                connection.RoundTripTime switch { < 0 => "", 0 => "< 1 ms", var time => $"{time} ms" },
                connection.CongestionWindow == 0 ? "" : $"{connection.CongestionWindow:N0}",
            ];
        }
    }
}
