using System.Text;

namespace OneSource;

/// <summary>
/// Runs the relay between a client and a server, and prints what is said: the same words over .NET's sockets (OneSource.Kernel)
/// and over Nano's on an emulated wire (OneSource.Nano).
/// </summary>
internal static class Program
{
    private static async Task Main()
    {
        World.Start();
        TcpListener lines = World.Listener();
        UdpClient datagrams = World.Datagrams();
        Task answering = Task.WhenAll(AnswerLinesAsync(lines), AnswerDatagramsAsync(datagrams));

        var port = new TaskCompletionSource<int>();
        Task relay = Relay.RunAsync(World.PeerAddress, PortOf(lines.LocalEndpoint), PortOf(datagrams.Client.LocalEndPoint!), port.SetResult);
        if (await Task.WhenAny(port.Task, relay) == relay)
        {
            await relay;
        }

        using (TcpClient client = World.Client())
        {
            await client.ConnectAsync(World.RelayAddress, await port.Task);
            NetworkStream stream = client.GetStream();
            stream.ReadTimeout = 300;
            try
            {
                stream.ReadByte();
            }
            catch (IOException e) when (e.InnerException is SocketException reason)
            {
                Console.WriteLine("client: nothing yet, " + reason.SocketErrorCode);
            }

            var answer = new byte[100];
            foreach (string word in new[] { "sockets", "wire", "lease" })
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(word));
                int length = 0;
                int read = 1;
                while (read > 0 && !Encoding.ASCII.GetString(answer, 0, length).EndsWith('!'))
                {
                    read = await stream.ReadAsync(answer.AsMemory(length));
                    length += read;
                }

                Console.WriteLine("client: " + word + " -> " + Encoding.ASCII.GetString(answer, 0, length));
            }
        }

        await relay.WaitAsync(TimeSpan.FromSeconds(20));
        lines.Stop();
        datagrams.Close();
        await answering.WaitAsync(TimeSpan.FromSeconds(20));
        Console.WriteLine("done");
    }

    private static int PortOf(EndPoint endPoint) => ((IPEndPoint)endPoint).Port;

    // The other host: says a line backwards.
    private static async Task AnswerLinesAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                var question = new MemoryStream();
                await client.GetStream().CopyToAsync(question);
                byte[] answer = question.ToArray();
                Array.Reverse(answer);
                await client.GetStream().WriteAsync(answer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    // And of a datagram its length.
    private static async Task AnswerDatagramsAsync(UdpClient client)
    {
        try
        {
            while (true)
            {
                UdpReceiveResult question = await client.ReceiveAsync();
                byte[] answer = Encoding.ASCII.GetBytes($", {question.Buffer.Length} letters!");
                await client.SendAsync(answer, answer.Length, question.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
