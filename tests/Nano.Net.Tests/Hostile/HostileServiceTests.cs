using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.Services;
using Nano.Net.Tests.Services.Mdns;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Hostile;

/// <summary>
/// Whatever a peer sends, no service fails, loops, allocates or sends more than a little; and it still works afterwards.
/// What the messages are made from is right, and of the exchange that is under way, so that they are looked at closely.
/// </summary>
public class HostileServiceTests
{
    private const uint Group = MdnsWorld.Group;

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Dhcp(int seed, bool probes)
    {
        HostileLan lan = new(hasAddress: false);
        Mutator mutator = new(seed);
        DhcpClient client = new(lan.Runner, new DhcpClientOptions { ProbeAddress = probes, HostName = "nano" });
        client.Start();
        for (int i = Mutator.Rounds(20_000); i > 0; i--)
        {
            // Servers that grant nothing are asked ever less often: so time passes faster than it seems, and often the reply fits.
            int wait = mutator.Below(10);
            lan.Pass(mutator.Below(wait == 0 ? 4_000_000 : wait < 5 ? 70_000 : 5000));
            int choice = mutator.Below(4);
            Reply(lan, mutator, choice < 2 ? Fitting(lan) : choice == 2 ? 6 : 1 + mutator.Below(8), true);
            Assert.InRange((int)client.State, (int)DhcpState.Init, (int)DhcpState.Rebinding);
            Assert.Equal(client.HasLease, client.State >= DhcpState.Bound);
            if (client.LeaseTime > 1_000_000)
            {
                // Nothing more would happen.
                client.Stop();
                client.Start();
            }
        }

        Assert.True(client.Counters.Leases > 10 && client.Counters.Renewals > 10 && client.Counters.Refusals > 10, $"the messages were not wrong in interesting ways: {client.Counters.Leases} leases, {client.Counters.Renewals} renewals, {client.Counters.Refusals} refusals");
        client.Stop();
        client.Start();
        for (int i = 0; i < 100 && !client.HasLease; i++)
        {
            lan.Pass(1000);
            Reply(lan, mutator, Fitting(lan), false);
        }

        Assert.Equal("10.0.0.1", client.Address.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Dns(int seed)
    {
        HostileLan lan = new();
        Mutator mutator = new(seed);
        DnsResolver resolver = new(lan.Runner, new DnsResolverOptions { Servers = [new IPAddress(Packets.Peer)], Queries = 2, CacheEntries = 4, Timeout = 1000 });
        resolver.Start();
        byte[] other = DnsPacket.NameOf("other.test");
        for (int i = Mutator.Rounds(20_000); i > 0; i--)
        {
            resolver.TryResolve($"n{i % 50}.test", out _);
            lan.Pass(mutator.Below(300));
            byte[] question = lan.Payload;
            if (question.Length < 17)
            {
                continue;
            }

            // Without the record with which it ends (EDNS), most often.
            byte[][] option = mutator.Below(4) == 0 ? [DnsPacket.Opt(mutator.Below(2))] : [];
            question = question[..^(11 * question[11])];
            byte[][] answers = mutator.Below(4) switch
            {
                0 => [DnsPacket.Address(DnsPacket.SameName, "192.0.2.1")],
                1 => [DnsPacket.Alias(DnsPacket.SameName, "other.test", 3), DnsPacket.Address(other, "192.0.2.2")],
                2 => [DnsPacket.Alias(DnsPacket.SameName, "other.test")],
                _ => [],
            };
            byte[] reply = [.. question[..2], 0x81, (byte)(mutator.Below(5) == 0 ? 0x83 : 0x80), 0, 1, 0, (byte)answers.Length, 0, 1, 0, (byte)option.Length,
                .. question[12..], .. answers.SelectMany(a => a), .. DnsPacket.Authority(20, 10), .. option.SelectMany(o => o)];
            lan.SendUdp(Packets.Peer, 53, Packets.Us, lan.SourcePort, mutator.Below(20) == 0 ? mutator.Noise(600) : mutator.Change(reply, kept: question.Length));
        }

        Assert.True(resolver.Counters.Answers > 1000 && resolver.Counters.Malformed > 100 && resolver.Counters.Rejected > 100, "the messages were not wrong in interesting ways");
        for (int i = 0; i < 20; i++)
        {
            lan.Pass(10_000);
        }

        Assert.Equal(SocketError.WouldBlock, resolver.TryResolve("last.test", out _));
        lan.Pass(0);
        byte[] last = lan.Payload;
        lan.SendUdp(Packets.Peer, 53, Packets.Us, lan.SourcePort, [.. last[..2], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. last[12..^(11 * last[11])], .. DnsPacket.Address(DnsPacket.SameName, "192.0.2.3")]);
        Assert.Equal(SocketError.Success, resolver.TryResolve("last.test", out IPAddress? address));
        Assert.Equal("192.0.2.3", address!.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mdns(int seed)
    {
        HostileLan lan = new();
        Mutator mutator = new(seed);
        MdnsResponder responder = new(lan.Runner, new MdnsOptions { Services = [new MdnsService { Text = ["path=/"] }] });
        responder.Start();
        byte[][] usual =
        [
            MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A), new MdnsQuestion("_http._tcp.local", MdnsPacket.Ptr)).ToBytes(),
            MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.Any, 0x8001), new MdnsQuestion("nano._http._tcp.local", MdnsPacket.Any)).ToBytes(),
            MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9")).ToBytes(),
            MdnsPacket.Of(new MdnsAnswer("_http._tcp.local", MdnsPacket.Ptr, "nano._http._tcp.local", 4500, 1)).ToBytes(),
        ];
        for (int i = Mutator.Rounds(20_000); i > 0; i--)
        {
            lan.Pass(mutator.Below(300));

            // What it has said itself, its probes and records, is the best to begin with.
            byte[] message = mutator.Below(3) > 0 && lan.Payload.Length > 12 ? lan.Payload : usual[mutator.Below(usual.Length)];
            uint source = mutator.Below(10) == 0 ? Packets.FarAway : Packets.Peer;
            int port = mutator.Below(5) == 0 ? 40000 : 5353;
            byte[] changed = mutator.Below(20) == 0 ? mutator.Noise(600) : mutator.Change(message, kept: mutator.Below(2) * 12);
            lan.SendUdp(source, port, mutator.Below(4) == 0 ? Packets.Us : Group, 5353, changed);
        }

        MdnsCounters counters = responder.Counters;
        Assert.True(counters.Malformed > 1000 && counters.Conflicts > 10 && counters.MulticastsSent > 100, "the messages were not wrong in interesting ways");
        for (int i = 0; i < 100; i++)
        {
            lan.Pass(200);
        }

        Assert.Equal(MdnsState.Running, responder.State);
        long sent = counters.MulticastsSent;
        lan.SendUdp(Packets.Peer, 5353, Group, 5353, MdnsPacket.Query(new MdnsQuestion(responder.HostName, MdnsPacket.A)).ToBytes());
        lan.Pass(2000);
        Assert.Equal(sent + 1, counters.MulticastsSent);
    }

    [Fact]
    public void Sntp()
    {
        HostileLan lan = new();
        Mutator mutator = new(1);
        SntpClient client = new(lan.Runner, new SntpClientOptions { Servers = [new IPAddress(Packets.Peer)] });
        client.Start();
        for (int i = Mutator.Rounds(20_000); i > 0; i--)
        {
            lan.Pass(mutator.Below(20_000));
            Time(lan, mutator);
        }

        Assert.True(client.Counters.Replies > 100 && client.Counters.Rejected > 100 && client.Counters.Unusable > 20, "the messages were not wrong in interesting ways");
        client.SetServers([new IPAddress(Packets.OtherPeer)]);
        client.SetServers([new IPAddress(Packets.Peer)]);
        lan.Pass(1);
        Time(lan, null);
        Assert.Equal(0, client.Age);
    }

    [Fact]
    public void Igmp()
    {
        HostileLan lan = new();
        Mutator mutator = new(1);
        using UdpClient member = new(lan.Runner, 4000);
        member.JoinMulticastGroup(new IPAddress(Group));
        byte[][] usual = [[0x11, 100, 0, 0, 0, 0, 0, 0], [0x11, 10, 0, 0, 0xE0, 0, 0, 0xFB], [0x11, 0, 0, 0, 0, 0, 0, 0], [0x16, 0, 0, 0, 0xE0, 0, 0, 0xFB]];
        for (int i = Mutator.Rounds(20_000); i > 0; i--)
        {
            lan.Pass(mutator.Below(3000));
            byte[] message = mutator.Below(20) == 0 ? mutator.Noise(60) : mutator.Change(usual[mutator.Below(usual.Length)], 60);
            if (message.Length >= 4 && mutator.Below(4) > 0)
            {
                Packets.Put16(message, 2, 0);
                Packets.Put16(message, 2, Packets.Checksum(message));
            }

            uint destination = mutator.Below(2) == 0 ? 0xE0000001 : Group;
            lan.SendIp(destination, Packets.Ip(2, message, Packets.Peer, destination, ttl: 1, options: [0x94, 4, 0, 0]));
        }

        Nano.Net.Internet.V4.IgmpCounters counters = lan.Stack.Counters.Igmp;
        Assert.True(counters.QueriesReceived > 1000 && counters.ReportsSuppressed > 10 && counters.ReportsSent > 100 && counters.BadChecksum > 10, "the messages were not wrong in interesting ways");
    }

    // DHCPOFFER for DHCPDISCOVER, DHCPACK for DHCPREQUEST.
    private static int Fitting(HostileLan lan) => lan.Payload.Length > 242 && lan.Payload[242] == 3 ? 5 : 2;

    // A reply to what the client has sent last; a right one where nothing is to be changed.
    private static void Reply(HostileLan lan, Mutator mutator, int type, bool change)
    {
        byte[] asked = lan.Payload;
        if (asked.Length < 300)
        {
            return;
        }

        byte[] reply = [2, 1, 6, 0, .. asked[4..8], .. new byte[8], 10, 0, 0, 1, .. new byte[8], .. asked[28..44], .. new byte[192], 0x63, 0x82, 0x53, 0x63,
            53, 1, (byte)type, 54, 4, 10, 0, 0, 2, 51, 4, 0, 0, (byte)(change ? mutator.Below(4) : 1), 60, 1, 4, 255, 255, 255, 0, 3, 4, 10, 0, 0, 2,
            58, 4, 0, 0, 0, 20, 59, 4, 0, 0, 0, 40, 6, 8, 10, 0, 0, 3, 10, 0, 0, 4, 15, 4, 116, 101, 115, 116, 255];
        if (change)
        {
            reply = mutator.Below(20) == 0 ? mutator.Noise(600) : mutator.Change(reply, kept: mutator.Below(2) * 240);
        }

        lan.SendUdp(Packets.Peer, 67, 0xFFFFFFFF, 68, reply);
    }

    private static void Time(HostileLan lan, Mutator? mutator)
    {
        byte[] asked = lan.Payload;
        if (asked.Length == 48)
        {
            byte[] now = [0xE0, 0, 0, 0, 0, 0, 0, 0];
            byte[] reply = [0x24, 1, 0, 0, .. new byte[20], .. asked[40..48], .. now, .. now];
            lan.SendUdp(Packets.Peer, 123, Packets.Us, lan.SourcePort, mutator == null ? reply : mutator.Below(20) == 0 ? mutator.Noise(100) : mutator.Change(reply));
        }
    }
}
