namespace Nano.Net.InteropTests.Support
{
    /// <summary>Sends back what it gets, to as many clients at once as there are; closes when the client has closed its side.</summary>
    internal sealed class EchoServer : IDisposable
    {
        internal const int Port = 7;

        private readonly TcpListener listener;
        private readonly Worker server;

        internal EchoServer(Lab lab)
        {
            listener = lab.Listen(Port);
            server = new Worker(() => lab.Serve(listener, Echo));
        }

        /// <summary>Stops listening and waits until every client has been served; fails where one could not be.</summary>
        public void Dispose()
        {
            listener.Stop();
            server.Join();
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
    }
}
