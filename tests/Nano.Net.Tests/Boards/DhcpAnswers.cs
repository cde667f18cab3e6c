using Nano.Net.Sockets;
using Nano.Net.Tests.Services;
using Nano.Net.Wire;

namespace Nano.Net.Tests.Boards
{
    /// <summary>A DHCP server on a stack in real time: it grants everyone 10.0.0.50, behind the router and time server 10.0.0.1.</summary>
    internal sealed class DhcpAnswers : IDisposable
    {
        private const uint Self = 0x0A000001;

        private readonly UdpClient socket;
        private readonly Thread thread;

        internal DhcpAnswers(StackRunner runner)
        {
            socket = new UdpClient(runner, 67) { EnableBroadcast = true };
            thread = new Thread(Serve) { IsBackground = true };
            thread.Start();
        }

        /// <summary>The name by which the client calls itself; null while it has not asked.</summary>
        internal volatile string? HostName;

        public void Dispose()
        {
            socket.Close();
            thread.Join();
        }

        private void Serve()
        {
            IPEndPoint? from = null;
            byte[] message = new byte[600];
            try
            {
                while (true)
                {
                    int length = socket.Receive(message, ref from!);
                    int type = message[242];
                    if (type is not (DhcpPacket.Discover or DhcpPacket.Request))
                    {
                        continue;
                    }

                    HostName = Option(message, length, 12);
                    byte[] options = [53, 1, (byte)(type == DhcpPacket.Discover ? DhcpPacket.Offer : DhcpPacket.Ack), .. DhcpPacket.Number(54, Self),
                        .. DhcpPacket.Number(51, 3600), .. DhcpPacket.Number(1, 0xFFFFFF00), .. DhcpPacket.Number(3, Self), .. DhcpPacket.Number(42, Self), 255];
                    message[0] = 2;
                    BigEndian.WriteUInt32(message, 16, 0x0A000032);
                    options.CopyTo(message, 240);
                    socket.Send(message, 240 + options.Length, new IPEndPoint(IPAddress.Broadcast, 68));
                }
            }
            catch (SocketException)
            {
                // Closed.
            }
        }

        private static string? Option(byte[] message, int length, int wanted)
        {
            for (int at = 240; at + 1 < length && message[at] != 255; at += 2 + message[at + 1])
            {
                if (message[at] == wanted)
                {
                    return System.Text.Encoding.ASCII.GetString(message, at + 2, message[at + 1]);
                }
            }

            return null;
        }
    }
}
