using System.Globalization;
using SelectMode = System.Net.Sockets.SelectMode;
using SocketType = System.Net.Sockets.SocketType;

namespace Nano.Net.InteropTests.Attacks
{
    /// <summary>
    /// Reads what the stack sends to the kernel's host. No blind attacker has it: a test takes the sequence numbers from here
    /// that the attacker is supposed to have guessed, or to have missed.
    /// </summary>
    internal sealed class Eavesdropper : IDisposable
    {
        private const int TcpOffset = 34;

        private readonly KernelSocket socket;

        internal Eavesdropper(KernelHost kernel)
        {
            string line = kernel.Run("ip", "-o", "link", "show", "dev", KernelHost.Interface).Succeeded().Output;
            socket = kernel.Namespace.Run(() => new KernelSocket(AddressFamily.Packet, SocketType.Raw, 0));
            socket.ReceiveBufferSize = 4 * 1024 * 1024;
            socket.Bind(new LinkEndPoint(int.Parse(line.Split(':')[0], CultureInfo.InvariantCulture), LinkEndPoint.Everything));
        }

        /// <summary>TCP segments since the last call that the stack has sent to a port, with their IP header.</summary>
        internal List<byte[]> TakeSegments(int port)
        {
            var segments = new List<byte[]>();
            byte[] frame = new byte[65_536];
            while (socket.Poll(50_000, SelectMode.SelectRead))
            {
                int length = socket.Receive(frame);
                if (length >= TcpOffset + 20 && Packets.Get16(frame, 12) == 0x0800 && frame[23] == Forged.Tcp
                    && Packets.Get32(frame, 26) == Forged.Target && Packets.Get16(frame, TcpOffset + 2) == port)
                {
                    segments.Add(frame[14..length]);
                }
            }

            return segments;
        }

        /// <summary>Where the stack's connection with a port stands, after what it has sent last.</summary>
        /// <returns>SND.NXT, RCV.NXT, and the timestamp of the peer's that it has echoed.</returns>
        internal (uint SendNext, uint ReceiveNext, uint Echoed) Read(int port)
        {
            byte[] last = TakeSegments(port)[^1];
            int data = Packets.Get16(last, 2) - 20 - ((last[32] >> 4) << 2);

            // NOP, NOP, timestamps: kind 8, 10 bytes, value, echo.
            Assert.Equal(0x0101080Au, Packets.Get32(last, 40));
            return (Packets.Get32(last, 24) + (uint)data, Packets.Get32(last, 28), Packets.Get32(last, 48));
        }

        public void Dispose() => socket.Dispose();
    }
}
