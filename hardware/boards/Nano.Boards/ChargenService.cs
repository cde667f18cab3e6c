using System;
using Nano.Net.Sockets;

namespace Nano.Boards
{
    /// <summary>Sends characters until the peer goes away: lines of 72, each begun one character further (RFC 864).</summary>
    public sealed class ChargenService : TcpService
    {
        /// <summary>The port that RFC 864 gives it.</summary>
        public const int StandardPort = 19;

        private const int Printable = '~' - ' ' + 1;
        private const int Characters = 72;
        private const int LineLength = Characters + 2;

        // The printable characters, and behind them as many of them again as a line has: every line is a piece of it.
        private readonly byte[] characters = new byte[Printable + Characters];

        /// <summary>Makes the service.</summary>
        /// <param name="runner">Runs the stack to listen on.</param>
        /// <param name="port">The port.</param>
        /// <param name="connections">Connections at once.</param>
        /// <param name="backlog">How many more may wait.</param>
        /// <param name="linesAtOnce">Lines that are sent at once, 1 or more.</param>
        public ChargenService(StackRunner runner, int port, int connections, int backlog = 1, int linesAtOnce = 7)
            : base(runner, port, connections, backlog, linesAtOnce * LineLength)
        {
            for (int i = 0; i < characters.Length; i++)
            {
                characters[i] = (byte)(' ' + (i % Printable));
            }
        }

        /// <inheritdoc/>
        public override string Name
        {
            get { return "chargen"; }
        }

        /// <inheritdoc/>
        protected override void Serve(NetworkStream stream, byte[] buffer)
        {
            int first = 0;
            while (true)
            {
                for (int at = 0; at < buffer.Length; at += LineLength)
                {
                    Array.Copy(characters, first, buffer, at, Characters);
                    buffer[at + Characters] = (byte)'\r';
                    buffer[at + Characters + 1] = (byte)'\n';
                    first++;
                    if (first == Printable)
                    {
                        first = 0;
                    }
                }

                stream.Write(buffer, 0, buffer.Length);
            }
        }
    }
}
