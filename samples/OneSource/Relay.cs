using System.Text;

namespace OneSource;

/// <summary>
/// The program that moves: a relay. It listens for lines, asks another host about each, by TCP and by UDP, and answers. It knows
/// nothing of the stack that runs it: nothing here but the using lines of the project differs between .NET's sockets and Nano's.
/// </summary>
internal static class Relay
{
    /// <summary>Serves one client to its end.</summary>
    /// <param name="upstream">The other host, by name or address.</param>
    /// <param name="tcpPort">Where it answers lines.</param>
    /// <param name="udpPort">Where it answers datagrams.</param>
    /// <param name="listening">Told the port.</param>
    internal static async Task RunAsync(string upstream, int tcpPort, int udpPort, Action<int> listening)
    {
        IPAddress address = Dns.GetHostAddresses(upstream)[0];
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Any, 0));
        listener.Listen(4);
        listening(((IPEndPoint)listener.LocalEndPoint!).Port);

        using Socket accepted = await listener.AcceptAsync();
        accepted.NoDelay = true;
        using var stream = new NetworkStream(accepted, ownsSocket: true);
        using var asked = new UdpClient();
        asked.Client.ReceiveTimeout = 5000;
        var line = new byte[100];
        int length;
        while ((length = await stream.ReadAsync(line)) > 0)
        {
            byte[] answer = [.. Ask(address, tcpPort, line.AsSpan(0, length).ToArray()), .. Ask(asked, upstream, udpPort, line, length)];
            await stream.WriteAsync(answer, 0, answer.Length);
        }

        Console.WriteLine("relay: the client has gone; " + Refusal(address));
    }

    // By TCP: a connection a line.
    private static byte[] Ask(IPAddress address, int port, byte[] question)
    {
        using var client = new TcpClient { SendTimeout = 5000, ReceiveTimeout = 5000, LingerState = new LingerOption(true, 5) };
        client.Connect(address, port);
        NetworkStream stream = client.GetStream();
        client.Client.Send(question);
        client.Client.Shutdown(SocketShutdown.Send);
        if (!client.Client.Poll(5_000_000, SelectMode.SelectRead))
        {
            return Encoding.ASCII.GetBytes("(nothing) ");
        }

        var answer = new MemoryStream();
        stream.CopyTo(answer);
        return answer.ToArray();
    }

    // By UDP: a datagram a line.
    private static byte[] Ask(UdpClient client, string host, int port, byte[] question, int length)
    {
        client.Send(question, length, host, port);
        IPEndPoint? from = null;
        byte[] answer = client.Receive(ref from);
        return from!.Port == port ? answer : [];
    }

    // How the sockets say that nobody listens, and how a stream does that time is out.
    private static string Refusal(IPAddress address)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(new IPEndPoint(address, 1));
            return "somebody listens on port 1";
        }
        catch (SocketException e)
        {
            return "port 1: " + e.SocketErrorCode;
        }
    }
}
