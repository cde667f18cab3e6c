using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Tcp;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.IPv6;

/// <summary>Two stacks on a wire, in virtual time: what stands above IPv6 does over it what it does over IPv4.</summary>
public class Ipv6EndToEndTests
{
    private const int Port = 7;
    private const int Headroom = 64;

    private readonly VirtualNetwork network = new();
    private readonly VirtualWire near;
    private readonly VirtualWire far;
    private readonly NetworkStack a;
    private readonly NetworkStack b;

    // What no frame that crosses the middle may be longer than; what is longer is answered as a router does.
    private int narrow = int.MaxValue;
    private int tooBig;
    private Action work = () => { };

    public Ipv6EndToEndTests()
    {
        WireConditions conditions = new() { Delay = TimeSpan.FromMilliseconds(3), Loss = 0.01 };
        near = new VirtualWire(network.Scheduler, conditions, 7, new WirePortOptions { HardwareAddress = Packets.OurHardware }, new WirePortOptions());
        far = new VirtualWire(network.Scheduler, conditions, 8, new WirePortOptions { HardwareAddress = Packets.PeerHardware }, new WirePortOptions());
        a = Add(near.A, Packets6.Us);
        b = Add(far.A, Packets6.Peer);
        Bridge(near.B, far.B);
        Bridge(far.B, near.B);
        Run(3000);
    }

    [Fact]
    public void Connection_CarriesDataBothWays_AndCloses()
    {
        byte[] sent = Packets.Bytes(100_000);
        Assert.Equal(sent, Echo(sent));
        Assert.True(a.internet.ipv6.counters.PacketsDelivered > 100);
        Assert.Equal(0, a.internet.ipv4.counters.PacketsReceived);
        Assert.Equal(0, a.internet.ipv6.counters.Malformed);
        Assert.Equal(0, a.tcp.counters.DroppedBadChecksum);
    }

    [Fact]
    public void ConnectionOverIpv4_CarriesDataBothWays_BesideIpv6()
    {
        a.Configure(IPAddress.Parse("10.0.0.1"), 24, IPAddress.Any);
        b.Configure(IPAddress.Parse("10.0.0.2"), 24, IPAddress.Any);
        byte[] sent = Packets.Bytes(100_000);
        Assert.Equal(sent, Echo(sent, "10.0.0.2"));
        Assert.True(a.internet.ipv4.counters.PacketsDelivered > 100);
        Assert.Equal(0, a.tcp.counters.DroppedBadChecksum);
    }

    [Fact]
    public void Connection_LearnsTheMtuOfItsPath_FromARouter()
    {
        narrow = 1300;
        byte[] sent = Packets.Bytes(50_000);
        Assert.Equal(sent, Echo(sent));
        Assert.InRange(tooBig, 1, 20);
        Assert.Equal(1300, a.internet.Find(IPAddress.Parse(Packets6.Peer), null).Mtu);
    }

    // RFC 4861 section 6.3.4: the MTU that a router advertises is the link's, for connections that are open, too.
    [Fact]
    public void Connection_FollowsTheMtuOfTheLink_WhenARouterLowersIt()
    {
        b.tcp.Listen(null, Port, 1, out _);
        TcpConnection connection = a.tcp.Connect(IPAddress.Parse(Packets6.Peer), Port, 0, out _);
        Run(3000);
        Assert.Equal(1500 - 40 - 20 - 12, connection.sender.segmentSize);
        RouterDiscovery routers = ((Ipv6)a.internet.ipv6).discovery.routers;
        byte[] message = DiscoveryPackets.Icmp("fe80::1", Packets6.AllNodes, DiscoveryPackets.RouterAdvertisement(0, 0, 0, 0, 0, DiscoveryPackets.Mtu(1300)));
        routers.OnAdvertisement(message, 14, 54, message.Length - 54);
        Assert.Equal(1300 - 40 - 20 - 12, connection.sender.segmentSize);
    }

    [Fact]
    public void Connection_GetsThroughWhereNoRouterSaysAnything()
    {
        narrow = -1280;
        byte[] sent = Packets.Bytes(20_000);
        Assert.Equal(sent, Echo(sent));
        Assert.Equal(0, tooBig);
        Assert.Equal(1280, a.internet.Find(IPAddress.Parse(Packets6.Peer), null).Mtu);
    }

    [Fact]
    public void ConnectToAPortThatNobodyHas_IsRefused()
    {
        TcpConnection connection = a.tcp.Connect(IPAddress.Parse(Packets6.Peer), Port, 0, out _);
        Run(1000);
        Assert.Equal(TcpError.Refused, connection.error);
    }

    [Fact]
    public void ConnectToAnAddressThatNobodyHas_EndsAsOverIPv4()
    {
        TcpConnection connection = a.tcp.Connect(IPAddress.Parse(Packets6.OtherPeer), Port, 0, out _);
        Run(5000);
        Assert.Equal(TcpError.HostUnreachable, connection.error);
    }

    [Fact]
    public void Datagrams_CrossInOnePacket_AndInFragments()
    {
        UdpEndpoint one = Open(a, 1000);
        UdpEndpoint other = Open(b, Port);
        byte[] buffer = new byte[2000];
        foreach (int length in (int[])[0, 1, 1232, 1233, 1452])
        {
            a.internet.ipv6.PathTable.LearnMtu(a.internet.Find(IPAddress.Parse(Packets6.Peer), null), 1280);
            byte[] datagram = Packets.Bytes(length);
            int received = -1;
            for (int tries = 0; tries < 5 && received < 0; tries++)
            {
                one.Send(IPAddress.Parse(Packets6.Peer), Port, datagram, 0, length);
                Run(100);
                received = other.Receive(buffer, 0, buffer.Length, out int source, out int port);
                if (received >= 0)
                {
                    Assert.Equal((IPAddress.Parse(Packets6.Us), 1000), (other.SourceAt(source), port));
                }
            }

            Assert.Equal(datagram, buffer[..received]);
        }

        Assert.True(a.internet.ipv6.counters.DatagramsFragmented >= 2);
        Assert.True(b.internet.ipv6.counters.Reassembled >= 2);
    }

    // No router fragments it: the next one goes in fragments.
    [Fact]
    public void DatagramThatIsTooLong_TeachesTheMtuOfThePath_WhereItHasBeenSent()
    {
        near.A.Outbound.Conditions = near.B.Outbound.Conditions = far.A.Outbound.Conditions = far.B.Outbound.Conditions = new WireConditions();
        narrow = 1300;
        UdpEndpoint one = Open(a, 1000);
        UdpEndpoint other = Open(b, Port);
        byte[] datagram = Packets.Bytes(1400);
        byte[] buffer = new byte[2000];

        // The first finds the neighbour.
        one.Send(IPAddress.Parse(Packets6.Peer), Port, datagram, 0, 10);
        Run(100);
        Assert.Equal(10, other.Receive(buffer, 0, buffer.Length, out _, out _));
        one.Send(IPAddress.Parse(Packets6.Peer), Port, datagram, 0, datagram.Length);
        Run(100);
        Assert.Equal(1, tooBig);
        Assert.Equal(1300, a.internet.Find(IPAddress.Parse(Packets6.Peer), null).Mtu);
        one.Send(IPAddress.Parse(Packets6.Peer), Port, datagram, 0, datagram.Length);
        Run(100);
        Assert.Equal(datagram, buffer[..other.Receive(buffer, 0, buffer.Length, out _, out _)]);
        Assert.Equal(1, tooBig);
    }

    private static UdpEndpoint Open(NetworkStack stack, int port)
    {
        UdpEndpoint endpoint = stack.udp.Open();
        Assert.True(endpoint.Bind(port));
        return endpoint;
    }

    private NetworkStack Add(WirePort port, string address)
    {
        NetworkStack stack = new(port, new StackOptions
        {
            IPv6 = new Ipv6Options { Address = IPAddress.Parse(address) },
            UdpQueueSize = 2000,
            SendBufferSize = 20_000,
            ReceiveBufferSize = 20_000,
            Secret = [1, 2, 3, 4, 5, 6, 7, 8],
        });
        network.Add(port, now =>
        {
            int wait = stack.Poll(now);
            work();
            return Math.Min(wait, 50);
        });
        return stack;
    }

    // What connects the two wires: a router to the packets that are too long, and to nothing else.
    private void Bridge(WirePort from, WirePort to)
    {
        network.Add(from, _ =>
        {
            byte[] buffer = new byte[2000];
            for (int length; (length = from.Receive(buffer, Headroom, buffer.Length - Headroom)) > 0;)
            {
                byte[] frame = buffer[Headroom..(Headroom + length)];
                if (frame.Length - 14 <= Math.Abs(narrow))
                {
                    Send(to, frame);
                }
                else if (narrow > 0)
                {
                    tooBig++;
                    byte[] packet = frame[14..];
                    string sender = new System.Net.IPAddress(packet[8..24]).ToString();
                    byte[] answer = Packets6.IcmpPacket(2, 0, [0, 0, (byte)(narrow >> 8), (byte)narrow, .. packet[..1200]], "2001:db8::fe", sender, 64);
                    Send(from, Packets.Frame(frame[6..12], frame[..6], 0x86DD, answer));
                }
            }

            return int.MaxValue;
        });
    }

    private static void Send(WirePort port, byte[] frame) => port.Send([.. new byte[Headroom], .. frame], Headroom, frame.Length);

    private void Run(int milliseconds) => network.Scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));

    // Sends something to the far end, which sends it back.
    private byte[] Echo(byte[] data, string peer = Packets6.Peer)
    {
        TcpAcceptor acceptor = b.tcp.Listen(null, Port, 1, out _);
        TcpConnection client = a.tcp.Connect(IPAddress.Parse(peer), Port, 0, out _);
        TcpConnection? server = null;
        List<byte> back = [];
        byte[] buffer = new byte[4000];
        int sent = 0;
        int waiting = 0;
        int start = 0;
        work = () =>
        {
            server ??= acceptor.Accept();
            if (server != null)
            {
                if (waiting == 0)
                {
                    start = 0;
                    waiting = Math.Max(0, server.Receive(buffer, 0, buffer.Length));
                }

                int written = waiting == 0 ? 0 : Math.Max(0, server.Send(buffer, start, waiting));
                start += written;
                waiting -= written;
            }

            if (client.IsSynchronized)
            {
                sent += sent == data.Length ? 0 : Math.Max(0, client.Send(data, sent, data.Length - sent));
                byte[] read = new byte[4000];
                back.AddRange(read[..Math.Max(0, client.Receive(read, 0, read.Length))]);
            }
        };
        for (int seconds = 0; seconds < 600 && back.Count < data.Length; seconds++)
        {
            Run(1000);
        }

        work = () => { };
        client.Close();
        server!.Close();
        Run(10_000);
        Assert.Equal(TcpError.None, client.error);
        return [.. back];
    }
}
