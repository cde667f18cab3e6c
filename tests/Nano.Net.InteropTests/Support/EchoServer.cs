namespace Nano.Net.InteropTests.Support
{
    /// <summary>Sends back what it gets, to as many clients at once as there are; closes when the client has closed its side.</summary>
    internal sealed class EchoServer : IDisposable
    {
        internal const int Port = 7;

        private readonly Lab lab;
        private readonly TcpListener listener;
        private readonly Worker acceptor;
        private readonly List<Worker> clients = [];

        internal EchoServer(Lab lab)
        {
            this.lab = lab;
            listener = lab.Listen(Port);
            acceptor = new Worker(Accept);
        }

        /// <summary>Stops listening and waits until every client has been served; fails where one could not be.</summary>
        public void Dispose()
        {
            listener.Stop();
            acceptor.Join();
            foreach (Worker client in clients)
            {
                client.Join();
            }
        }

        private static void Echo(TcpClient client)
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[16 * 1024];
                int count;
                while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
                {
                    stream.Write(buffer, 0, count);
                }
            }
        }

        private void Accept()
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = lab.Accept(listener);
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.Interrupted)
                {
                    return;
                }

                clients.Add(new Worker(() => Echo(client)));
            }
        }
    }
}
