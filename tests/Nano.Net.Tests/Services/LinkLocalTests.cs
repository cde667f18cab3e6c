using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

public class LinkLocalTests
{
    private readonly ServiceWorld world = new();
    private readonly ScriptedDhcpServer server;

    public LinkLocalTests()
    {
        server = new ScriptedDhcpServer(world.Server) { IsSilent = true };
    }

    [Fact]
    public void WithoutAServer_ALinkLocalAddressIsTaken_AndDhcpGoesOn()
    {
        DhcpClient client = Start();
        world.RunUntil(() => client.IsLinkLocal, 45);
        Assert.Equal(3, world.Server.Probes.Count);
        Assert.All(world.Server.Probes, p => Assert.Equal(world.Address, new IPAddress(p.Address).ToString()));
        Assert.StartsWith("169.254.", world.Address);
        Assert.Equal((DhcpState.Selecting, 16), (client.State, client.PrefixLength));

        // Its messages come from no address all the same, and ask for replies to all.
        server.Seen.Clear();
        world.RunUntil(() => server.Seen.Count > 0, 70);
        Assert.Equal((0u, true), (server.Seen[0].Datagram.Source, server.Seen[0].WantsBroadcast));

        server.IsSilent = false;
        world.RunUntil(() => client.State == DhcpState.Bound, 90);
        Assert.Equal(("10.0.0.50", false, 24), (world.Address, client.IsLinkLocal, client.PrefixLength));
    }

    [Fact]
    public void ServerThatAnswersInTime_LeavesNoLinkLocalAddress()
    {
        server.IsSilent = false;
        DhcpClient client = Start();
        world.RunFor(300);
        Assert.Equal("10.0.0.50", world.Address);
        Assert.All(world.Server.Probes, p => Assert.Equal(server.Address, p.Address));
        Assert.Equal(DhcpState.Bound, client.State);
    }

    [Fact]
    public void AddressInUse_IsLeftForAnother_OnceAMinuteAfterTenConflicts()
    {
        DhcpClient client = Start();
        int seen = 0;
        while (client.Counters.LinkLocalConflicts < 12)
        {
            world.RunUntil(() => world.Server.Probes.Count > seen, 200);
            seen = world.Server.Probes.Count;
            uint probed = world.Server.Probes[^1].Address;
            world.Server.Send(Packets.Arp(1, world.Server.Hardware, probed, probed));
            world.RunFor(0.01);
        }

        uint[] tried = [.. world.Server.Probes.Select(p => p.Address)];
        Assert.Equal(tried.Length, tried.Distinct().Count());
        Assert.All(tried, address => Assert.InRange(address, 0xA9FE0100, 0xA9FEFEFF));
        long[] times = [.. world.Server.Probes.Select(p => p.Time)];
        for (int i = 1; i < times.Length; i++)
        {
            Assert.InRange(times[i] - times[i - 1], i < 10 ? 0 : 60_000, i < 10 ? 1100 : 61_100);
        }
    }

    [Fact]
    public void AddressThatAnotherHostClaimsTwice_IsGivenUp()
    {
        DhcpClient client = Start();
        world.RunUntil(() => client.IsLinkLocal, 60);
        string first = world.Address;
        uint address = IPAddress.Parse(first).value;
        byte[] claim = Packets.Arp(1, world.Server.Hardware, address, address);
        world.RunFor(20);
        world.Server.Send(claim);
        world.RunFor(5);
        Assert.Equal(first, world.Address);
        world.Server.Send(claim);
        world.RunFor(1);
        Assert.False(client.IsLinkLocal);
        world.RunUntil(() => client.IsLinkLocal, 10);
        Assert.NotEqual(first, world.Address);
    }

    [Fact]
    public void TheSameHardwareAddress_TriesTheSameAddresses_AndAnotherOneOthers()
    {
        static uint[] Tried(byte last)
        {
            var addresses = new LinkLocalAddresses([2, 0, 0, 0, 0, last]);
            return [.. Enumerable.Range(0, 2000).Select(_ =>
            {
                addresses.Next();
                return addresses.address;
            })];
        }

        Assert.Equal(Tried(1), Tried(1));
        Assert.NotEqual(Tried(1)[0], Tried(2)[0]);
        Assert.All(Tried(3), address => Assert.InRange(address, 0xA9FE0100, 0xA9FEFEFF));
        Assert.InRange(Tried(4).Distinct().Count(), 1940, 2000);
    }

    private DhcpClient Start()
    {
        var client = new DhcpClient(world.Runner, new DhcpClientOptions());
        world.Act(client.Start);
        return client;
    }
}
