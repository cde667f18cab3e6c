using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>GET /api/connections: the connection table at the moment of the request, as JSON. One a request, with the picture that it shows.</summary>
    internal sealed class ConnectionsDocument
    {
        private readonly ConnectionInfo[] connections;

        public ConnectionsDocument(ConnectionInfo[] connections)
        {
            this.connections = connections;
        }

        /// <summary>Writes a piece, a connection (<see cref="HttpBody"/>).</summary>
        public int WritePiece(HttpResponse writer, int position)
        {
            if (position == 0)
            {
                writer.Write("{\"connections\":[");
            }

            if (position < connections.Length)
            {
                ConnectionInfo connection = connections[position];
                writer.Write(position == 0 ? "{\"local\":\"" : ",{\"local\":\"");
                writer.Write(connection.LocalEndPoint.ToString());
                writer.Write("\",\"remote\":\"");
                writer.Write(connection.RemoteEndPoint.ToString());
                writer.Write("\",\"state\":\"");
                writer.Write(connection.StateName);
                writer.Write("\",\"receiveQueue\":");
                writer.Write(connection.ReceiveQueue);
                writer.Write(",\"sendQueue\":");
                writer.Write(connection.SendQueue);
                writer.Write(",\"roundTrip\":");
                writer.Write(connection.RoundTripTime);
                writer.Write(",\"congestionWindow\":");
                writer.Write(connection.CongestionWindow);
                writer.WriteByte((byte)'}');
                position++;
            }

            if (position < connections.Length)
            {
                return position;
            }

            writer.Write("]}\n");
            return HttpResponse.EndOfBody;
        }
    }
}
