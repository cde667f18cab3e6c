using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// What a page shows besides the samples, told by events in turn, so that it needs no second connection to ask for it: the
    /// connections, what the stack has counted, the addresses. Each is an array that goes in pieces as long as an event may be:
    /// {"from":8,"of":122,"rows":[…]}; who has missed a piece sees it the next time round.
    /// </summary>
    internal sealed class StatusEvents
    {
        private const int Connections = 0;
        private const int Counters = 1;
        private const int Addresses = 2;

        // Bytes of the longest row of each, with a comma, and what closes the array.
        private const int LongestConnection = 112;
        private const int LongestCounter = 21;
        private const int LongestAddress = 48;
        private const int End = 2;

        // Bytes of {"from":1000,"of":1000,"rows":[]}.
        private const int Frame = 36;

        private readonly TelemetryServer server;
        private int kind;
        private int from;

        // The picture of which the pieces are told; null between two rounds.
        private ConnectionInfo[] connections;

        public StatusEvents(TelemetryServer server)
        {
            this.server = server;
        }

        /// <summary>Writes the next piece (<see cref="EventFiller"/>).</summary>
        public bool Fill(ServerEvent filled)
        {
            switch (kind)
            {
                case Connections:
                    FillConnections(filled);
                    break;
                case Counters:
                    FillCounters(filled);
                    break;
                default:
                    FillAddresses(filled);
                    break;
            }

            filled.Write("]}");
            return true;
        }

        private static void Begin(ServerEvent filled, string name, int from, int count)
        {
            filled.Name = name;
            filled.Write("{\"from\":");
            filled.Write(from);
            filled.Write(",\"of\":");
            filled.Write(count);
            filled.Write(",\"rows\":[");
        }

        private void FillConnections(ServerEvent filled)
        {
            if (connections == null)
            {
                connections = server.Runner.GetConnections();
            }

            Begin(filled, "connections", from, connections.Length);
            for (bool isFirst = true; from < connections.Length && filled.Room >= LongestConnection + End; isFirst = false)
            {
                ConnectionInfo connection = connections[from];
                filled.Write(isFirst ? "[" : ",[");
                filled.Write(connection.LocalEndPoint.Port);
                filled.Write(",\"");
                filled.Write(connection.RemoteEndPoint.ToString());
                filled.Write("\",\"");
                filled.Write(connection.StateName);
                filled.Write("\",");
                filled.Write(connection.ReceiveQueue);
                filled.WriteByte((byte)',');
                filled.Write(connection.SendQueue);
                filled.WriteByte((byte)',');
                filled.Write(connection.RoundTripTime);
                filled.WriteByte((byte)']');
                from++;
            }

            if (EndRow(connections.Length, LongestConnection))
            {
                connections = null;
            }
        }

        private void FillCounters(ServerEvent filled)
        {
            StackCounters counters = server.Runner.Stack.Counters;
            int count = StackCounterList.CountOf(counters);
            Begin(filled, "counters", from, count);
            for (bool isFirst = true; from < count && filled.Room >= LongestCounter + End; isFirst = false)
            {
                if (!isFirst)
                {
                    filled.WriteByte((byte)',');
                }

                string layer;
                string name;
                filled.Write(StackCounterList.Get(counters, from, out layer, out name));
                from++;
            }

            EndRow(count, LongestCounter);
        }

        private void FillAddresses(ServerEvent filled)
        {
            IPAddress[] addresses = server.Runner.GetOwnAddresses();
            Begin(filled, "addresses", from, addresses.Length);
            for (bool isFirst = true; from < addresses.Length && filled.Room >= LongestAddress + End; isFirst = false)
            {
                filled.Write(isFirst ? "\"" : ",\"");
                filled.Write(addresses[from].ToString());
                filled.WriteByte((byte)'"');
                from++;
            }

            EndRow(addresses.Length, LongestAddress);
        }

        // Goes on to the next kind where all is told, or where an event has no room for a single row.
        private bool EndRow(int count, int longest)
        {
            bool isStuck = from < count && server.Options.LineSize < longest + Frame;
            if (from < count && !isStuck)
            {
                return false;
            }

            from = 0;
            kind = kind == Addresses ? Connections : kind + 1;
            return true;
        }
    }
}
