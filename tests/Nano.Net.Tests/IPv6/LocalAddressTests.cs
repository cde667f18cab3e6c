using Nano.Net.IPv6;
using Nano.Net.Sockets;
using Nano.Net.Tests.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>What a socket can be bound to.</summary>
public class LocalAddressTests
{
    [Fact]
    public void SocketIsBound_ToAnAddressOfThisHost_OfEitherFamily()
    {
        using SocketHosts hosts = new(options => options.IPv6 = new Ipv6Options { Address = IPAddress.Parse(Packets6.Us), DuplicateAddressProbes = 0 });
        Assert.True(SpinWait.SpinUntil(() => hosts.A.stack.internet.ipv6.IsOwn(IPAddress.Parse(Packets6.Us)), 10_000));
        Bind(hosts, IPAddress.IPv6Any);
        Bind(hosts, IPAddress.Any);
        Bind(hosts, IPAddress.Parse(Packets6.Us));
        Bind(hosts, SocketHosts.AddressA);
        foreach (string text in (string[])[Packets6.Peer, "10.0.0.9", "::1", Packets6.AllNodes])
        {
            SocketException failure = Assert.Throws<SocketException>(() => Bind(hosts, IPAddress.Parse(text)));
            Assert.Equal(SocketError.AddressNotAvailable, failure.SocketErrorCode);
        }
    }

    [Fact]
    public void WithoutIPv6_NoAddressOfItIsThisHosts()
    {
        using SocketHosts hosts = new();
        Assert.Equal(SocketError.AddressNotAvailable, Assert.Throws<SocketException>(() => Bind(hosts, IPAddress.IPv6Any)).SocketErrorCode);
        Bind(hosts, IPAddress.Any);
    }

    private static void Bind(SocketHosts hosts, IPAddress address)
    {
        TcpListener listener = new(hosts.A, new IPEndPoint(address, 7));
        listener.Start();
        listener.Stop();
    }
}
