using Nano.Net.Sockets;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Makes the answer to a request, in its place.</summary>
    /// <param name="message">Holds the request, and then the answer.</param>
    /// <param name="length">Bytes of the request.</param>
    /// <returns>Bytes of the answer; 0 for none.</returns>
    public delegate int Answer(byte[] message, int length);

    /// <summary>A server for one protocol.</summary>
    public sealed class ServerBoard
    {
        private readonly UdpClient socket;
        private readonly Answer answer;
        private readonly IPEndPoint to;
        private readonly Worker worker;

        /// <summary>Starts it.</summary>
        /// <param name="runner">Runs the stack that it is on.</param>
        /// <param name="port">Its port.</param>
        /// <param name="answer">What it answers.</param>
        /// <param name="to">Where to; null for who has asked.</param>
        public ServerBoard(StackRunner runner, int port, Answer answer, IPEndPoint to)
            : this(runner, new IPEndPoint(IPAddress.Any, port), answer, to)
        {
        }

        /// <summary>Starts it.</summary>
        /// <param name="runner">Runs the stack that it is on.</param>
        /// <param name="local">Its address and port.</param>
        /// <param name="answer">What it answers.</param>
        /// <param name="to">Where to; null for who has asked.</param>
        public ServerBoard(StackRunner runner, IPEndPoint local, Answer answer, IPEndPoint to)
        {
            this.answer = answer;
            this.to = to;
            socket = new UdpClient(runner, local);
            socket.EnableBroadcast = true;
            worker = new Worker(Serve);
        }

        /// <summary>Ends it.</summary>
        public void Stop()
        {
            socket.Close();
            worker.Join();
        }

        private void Serve()
        {
            byte[] message = new byte[600];
            IPEndPoint from = null;
            while (true)
            {
                try
                {
                    int length = answer(message, socket.Receive(message, ref from));
                    if (length > 0)
                    {
                        socket.Send(message, length, to ?? from);
                    }
                }
                catch (SocketException e)
                {
                    if (e.SocketErrorCode == SocketError.Interrupted)
                    {
                        return;
                    }

                    throw;
                }
            }
        }
    }
}
