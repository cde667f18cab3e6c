using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Tests.Support;
using static Nano.Net.Tests.IPv6.DiscoveryPackets;

namespace Nano.Net.Tests.IPv6;

/// <summary>Messages of neighbour and multicast listener discovery as nobody sends them in good faith: nothing is thrown, and what works goes on.</summary>
public class HostileDiscoveryTests
{
    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    [InlineData(4ul)]
    public void MangledMessages_ThrowNothing_AndTakeNothingAway(ulong seed)
    {
        RandomSource random = new(seed);
        DiscoveryHost host = DiscoveryHost.Settled(new Ipv6Options { TemporaryAddresses = true, Addresses = 6 });
        host.Receive(Icmp(Router, AllNodes, RouterAdvertisement(65_535, 0, 64, 0, 0, Source(RouterHardware), Prefix("2001:db8:5::", uint.MaxValue, uint.MaxValue))));
        host.Leap(5000);
        string own = host.Global;
        for (int i = 0; i < 5000; i++)
        {
            byte[][] messages =
            [
                RouterAdvertisement(1800, 0xC8, 64, 30_000, 1000, Source(OtherRouterHardware), Prefix("2001:db8:6::"), Mtu(1400), NameServers(600, "2001:db8::53", "2001:db8::54")),
                Solicitation(random.Chance(0.5) ? own : host.LinkLocal, Source(Packets.PeerHardware)),
                Advertisement(OtherHost, 0x60, Target(Packets.PeerHardware)),
                [137, 0, 0, 0, 0, 0, 0, 0, .. Address(OtherRouter), .. Address("2001:db8:9::1"), .. Target(Packets.PeerHardware)],
                Query("::", 1000),
                Query("ff02::fb", 500, isVersion1: true),
                [131, 0, 0, 0, 0, 0, 0, 0, .. Address("ff02::fb")],
            ];
            byte[] message = messages[random.NextBelow(messages.Length)];
            int type = message[0];
            for (int flips = (int)random.NextBelow(4); flips > 0; flips--)
            {
                message[random.NextBelow(message.Length)] = (byte)random.NextUInt64();
            }

            message = message[..Math.Max(8, message.Length - (random.Chance(0.3) ? (int)random.NextBelow(30) : 0))];
            if (random.Chance(0.9))
            {
                message[0] = (byte)type;
            }

            string source = random.Chance(0.2) ? "::" : $"fe80::bad:{random.NextBelow(500):x}";
            host.Receive(Icmp(source, random.Chance(0.5) ? AllNodes : SolicitedNode(own), message, type is >= 130 and <= 132 ? 1 : 255), random.Chance(0.1), random.Chance(0.9));
            if (random.Chance(0.1))
            {
                host.Advance((int)random.NextBelow(200));
            }

            host.Device.Sent!.Clear();
        }

        // The address and the router that worked work: of the router, only its own words could have ended it.
        Assert.True(host.Own.IsOwn(Address(own), 0));
        Assert.NotEqual(DefaultRouters.None, host.Routers.routers.Find(Address(Router), 0));
    }

    [Fact]
    public void FloodOfSolicitations_LeavesNeighborsThatAreTalkedWith()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        byte[] peer = Address(OtherHost);
        byte[] frame = new byte[3 + 14 + 60];
        host.Neighbors.Enqueue(peer, 0, frame, 3, frame.Length - 3, false);
        host.Receive(Icmp(OtherHost, host.LinkLocal, Advertisement(OtherHost, 0x60, Target(Packets.PeerHardware))));
        Assert.True(host.Neighbors.Resolve(peer, 0, new byte[6], 0, false));
        host.Device.Sent!.Clear();
        for (int i = 0; i < 1000; i++)
        {
            host.Receive(Icmp($"fe80::bad:{i:x}", SolicitedNode(host.LinkLocal), Solicitation(host.LinkLocal, Source([2, 0, 0, 1, (byte)(i >> 8), (byte)i]))));
        }

        byte[] hardware = new byte[6];
        Assert.True(host.Neighbors.Resolve(peer, 0, hardware, 0, false));
        Assert.Equal(Packets.PeerHardware, hardware);
        Assert.Equal(1000, host.Take(136).Count);
    }

    [Fact]
    public void FloodOfJoinsAndQueries_StaysWithinTheTable()
    {
        DiscoveryHost host = DiscoveryHost.Settled();
        for (int i = 0; i < 1000; i++)
        {
            host.Receive(Icmp(Router, AllNodes, Query($"ff02::{i + 0x100:x}", 1000), 1));
            host.Receive(Icmp(Router, AllNodes, Query("::", 1), 1));
        }

        host.Advance(1010);

        // However often it was asked, it answers once.
        Assert.Single(host.Take(143));
    }
}
