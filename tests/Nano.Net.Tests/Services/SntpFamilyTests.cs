using Nano.Net.IPv6;
using Nano.Net.Services;
using Nano.Net.Tests.IPv6;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>The time by IPv6.</summary>
public class SntpFamilyTests
{
    private const string Server = "2001:db8:2::7b";
    private readonly ServiceWorld world;
    private readonly ScriptedRouter router;
    private readonly List<Datagram6> asked = [];

    public SntpFamilyTests()
    {
        world = new ServiceWorld(ipv6: new Ipv6Options());
        router = new ScriptedRouter(world);
        router.Addresses.Add(Server);
        router.Arrived = d =>
        {
            if (d.DestinationPort == 53)
            {
                router.SendUdp(d.Destination, 53, d.Source, d.SourcePort, new DnsPacket(d.Payload).Reply(answers: [DnsPacket.Address(DnsPacket.SameName, Server)]));
                return;
            }

            asked.Add(d);
            byte[] reply = new byte[48];
            reply[0] = 0x24;
            reply[1] = 2;
            d.Payload.AsSpan(40, 8).CopyTo(reply.AsSpan(24));
            Packets.Put32(reply, 32, 0xE0000000);
            Packets.Put32(reply, 40, 0xE0000000);
            router.SendUdp(d.Destination, 123, d.Source, d.SourcePort, reply);
        };
    }

    [Theory]
    [InlineData(Server)]
    [InlineData("fe80::1%1")]
    public void ServerOfIpv6_IsAskedOnceThereIsAnAddress(string server)
    {
        var client = new SntpClient(world.Runner, new SntpClientOptions { Servers = [IPAddress.Parse(server)], StartDelay = 0 });
        world.Act(client.Start);
        world.RunFor(20);
        Assert.Equal((0L, false), (client.Counters.RequestsSent, client.IsSynchronized));
        router.Advertise(ScriptedRouter.Says(0, DiscoveryPackets.Prefix("2001:db8:2::")));
        long start = world.Milliseconds;
        world.RunUntil(() => client.IsSynchronized, 3);
        Assert.InRange(world.Milliseconds - start, 1000, 1600);
        Assert.Equal((server.Split('%')[0], 1L), ($"{client.Server}", client.Counters.RequestsSent));
    }

    [Fact]
    public void AddressOfATimeServer_MayBeOneOfIpv6()
    {
        router.Advertisement = ScriptedRouter.Says(0, DiscoveryPackets.Prefix("2001:db8:2::"));
        var host = new HostConfiguration(world.Runner, new HostConfigurationOptions { Dhcp = null, Dns = null, TimeServer = Server });
        world.Act(host.Start);
        world.RunUntil(() => host.Sntp.IsSynchronized, 10);
        Assert.Equal(Server, $"{host.Sntp.Server}");
    }

    [Fact]
    public void NameOfATimeServer_IsFoundByItsIpv6Address()
    {
        router.Advertisement = ScriptedRouter.Says(0, DiscoveryPackets.Prefix("2001:db8:2::"), DiscoveryPackets.NameServers(1000, ScriptedRouter.Address));
        var host = new HostConfiguration(world.Runner, new HostConfigurationOptions { Dhcp = null, TimeServer = "time.test" });
        world.Act(host.Start);
        world.RunUntil(() => host.Sntp.IsSynchronized, 10);
        Assert.Equal(Server, $"{host.Sntp.Server}");
        Assert.Equal(123, asked.Single().DestinationPort);
    }
}
