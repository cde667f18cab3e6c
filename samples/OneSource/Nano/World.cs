using Nano.Emulator;

namespace OneSource;

/// <summary>
/// The hosts, on an emulated wire: the relay's stack is the default one, and the other end of the wire is the peer. A program on a
/// board starts one stack, on its link device.
/// </summary>
internal static class World
{
    internal const string RelayAddress = "10.0.0.1";
    internal const string PeerAddress = "10.0.0.2";

    private static StackRunner? peer;

    internal static void Start()
    {
        var wire = new VirtualWire(new RealTimeScheduler(), null, 1);
        StackRunner.Start(new NetworkStack(wire.A, new StackOptions { Address = IPAddress.Parse(RelayAddress) }));
        peer = StackRunner.Start(new NetworkStack(wire.B, new StackOptions { Address = IPAddress.Parse(PeerAddress) }));
    }

    internal static TcpListener Listener()
    {
        var listener = new TcpListener(peer, new IPEndPoint(IPAddress.Any, 0));
        listener.Start();
        return listener;
    }

    internal static UdpClient Datagrams() => new(peer, 0);

    internal static TcpClient Client() => new(peer);
}
