namespace OneSource;

/// <summary>The hosts, where the kernel's stack serves both: there is nothing to start.</summary>
internal static class World
{
    internal const string RelayAddress = "127.0.0.1";
    internal const string PeerAddress = "127.0.0.1";

    internal static void Start()
    {
    }

    internal static TcpListener Listener()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    internal static UdpClient Datagrams() => new(new IPEndPoint(IPAddress.Loopback, 0));

    internal static TcpClient Client() => new();
}
