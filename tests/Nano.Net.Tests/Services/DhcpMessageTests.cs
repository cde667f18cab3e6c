using FsCheck.Fluent;
using FsCheck;
using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

public class DhcpMessageTests
{
    private readonly ServiceWorld world = new();
    private readonly ScriptedDhcpServer server;

    public DhcpMessageTests()
    {
        server = new ScriptedDhcpServer(world.Server);
    }

    public static TheoryData<string> Flaws => new(
        "transaction", "hardware", "operation", "cookie", "cut", "no type",
        "mask with holes", "network address", "broadcast address", "multicast address", "another address");

    [Theory]
    [MemberData(nameof(Flaws))]
    public void FlawedGrant_IsNotTaken_AndTheRightOneIs(string flaw)
    {
        bool flawed = true;
        server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Request && flawed)
            {
                server.Broadcast(Flawed(p, flaw));
            }
            else
            {
                server.Grant(p);
            }
        };
        var client = new DhcpClient(world.Runner, new DhcpClientOptions { ProbeAddress = false, LinkLocalAfter = 0 });
        world.Act(client.Start);
        world.RunFor(10);
        Assert.Equal((DhcpState.Requesting, "0.0.0.0"), (client.State, world.Address));
        Assert.True(client.Counters.Malformed + client.Counters.Ignored > 0, "it was not counted");
        flawed = false;
        world.RunUntil(() => client.State == DhcpState.Bound);
    }

    [Fact]
    public void OptionsThatOverflowIntoTheNameFields_AreFound()
    {
        server.Answer = p =>
        {
            byte[] reply = p.Reply(p.Type == DhcpPacket.Discover ? DhcpPacket.Offer : DhcpPacket.Ack, server.Address, DhcpPacket.Option(52, 3), DhcpPacket.Number(54, ServiceWorld.ServerNumber));
            byte[] inFile = [.. DhcpPacket.Number(51, 1234), 0, 0, 255];
            byte[] inName = [.. DhcpPacket.Number(1, 0xFFFF0000), 255];
            inFile.CopyTo(reply, 108);
            inName.CopyTo(reply, 44);
            server.Send(p, reply);
        };
        var client = new DhcpClient(world.Runner, new DhcpClientOptions { ProbeAddress = false });
        world.Act(client.Start);
        world.RunUntil(() => client.State == DhcpState.Bound);
        Assert.Equal((1234u, 16), (client.LeaseTime, client.PrefixLength));
    }

    [Fact]
    public void GrantWithoutMask_HasThatOfItsClass()
    {
        server.Answer = p => server.Send(p, p.Reply(p.Type == DhcpPacket.Discover ? 2 : 5, server.Address, DhcpPacket.Number(54, 5), DhcpPacket.Number(51, 100)));
        var client = new DhcpClient(world.Runner, new DhcpClientOptions { ProbeAddress = false });
        world.Act(client.Start);
        world.RunUntil(() => client.State == DhcpState.Bound);
        Assert.Equal(8, client.PrefixLength);
    }

    [Fact]
    public void WhateverArrives_TheClientGoesOn()
    {
        Prop.ForAll(Arbitraries.Bytes, Arbitraries.Seed, (bytes, seed) =>
        {
            var somewhere = new ServiceWorld();
            var script = new ScriptedDhcpServer(somewhere.Server);
            var random = new System.Random(seed);
            int bad = 0;
            script.Answer = p =>
            {
                byte[] reply = p.Reply(p.Type == DhcpPacket.Discover ? 2 : 5, script.Address, script.Terms, DhcpPacket.Option(15, bytes.Take(60).ToArray()));
                if (bad++ < 4)
                {
                    for (int i = 0; i < 6; i++)
                    {
                        reply[random.Next(random.Next(2) == 0 ? 44 : 236, reply.Length)] = (byte)random.Next(256);
                    }

                    reply = [.. reply[..random.Next(reply.Length)], .. bytes.Take(300)];
                }

                script.Broadcast(reply);
            };
            var client = new DhcpClient(somewhere.Runner, new DhcpClientOptions());
            somewhere.Act(client.Start);
            somewhere.RunUntil(() => client.HasLease, 2000);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    private byte[] Flawed(DhcpPacket p, string flaw)
    {
        byte[] Ack(uint address, params byte[][] options) => p.Reply(DhcpPacket.Ack, address, options);
        byte[] server = DhcpPacket.Number(54, ServiceWorld.ServerNumber);
        byte[] lease = DhcpPacket.Number(51, 3600);
        byte[] mask = DhcpPacket.Number(1, 0xFFFFFF00);
        uint address = this.server.Address;
        byte[] good = Ack(address, server, lease, mask);
        byte[] With(int at, byte value)
        {
            good[at] = value;
            return good;
        }

        return flaw switch
        {
            "transaction" => With(4, (byte)(good[4] ^ 1)),
            "hardware" => With(33, (byte)(good[33] ^ 1)),
            "operation" => With(0, 1),
            "cookie" => With(239, 0),
            "cut" => good[..239],
            "no type" => With(242, 0),
            "mask with holes" => Ack(address, server, lease, DhcpPacket.Number(1, 0xFF00FF00)),
            "network address" => Ack(0x0A000000, server, lease, mask),
            "broadcast address" => Ack(0x0A0000FF, server, lease, mask),
            "multicast address" => Ack(0xE0000005, server, lease, mask),
            "another address" => Ack(address + 1, server, lease, mask),
            _ => throw new ArgumentException(flaw),
        };
    }
}
