using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>Sends characters until the peer goes away: lines of 72, each begun one character further (RFC 864).</summary>
    internal sealed class ChargenService(StackRunner stack, int port, int connections) : TcpService(stack, port, connections)
    {
        private const int Printable = '~' - ' ' + 1;
        private const int Characters = 72;

        // All the lines there are: after as many as there are characters they begin again.
        private static readonly byte[] Lines = MakeLines();

        /// <inheritdoc/>
        public override string Name => "chargen";

        /// <inheritdoc/>
        protected override void Serve(NetworkStream stream, byte[] buffer)
        {
            while (true)
            {
                stream.Write(Lines, 0, Lines.Length);
            }
        }

        private static byte[] MakeLines()
        {
            const int Line = Characters + 2;
            byte[] lines = new byte[Printable * Line];
            for (int i = 0; i < lines.Length; i++)
            {
                (int line, int column) = Math.DivRem(i, Line);
                lines[i] = column switch
                {
                    Characters => (byte)'\r',
                    Characters + 1 => (byte)'\n',
                    _ => (byte)(' ' + (line + column) % Printable),
                };
            }

            return lines;
        }
    }
}
