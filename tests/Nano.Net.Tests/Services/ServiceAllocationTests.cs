using Nano.Emulator;
using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.IPv6;
using Nano.Net.Tests.Services.Mdns;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

public class ServiceAllocationTests
{
    [Fact]
    public void WithoutAServer_NoMessageAllocates()
    {
        using World world = new(new FakeLinkDevice { Sent = null });
        DhcpClient client = new(world.Runner, new DhcpClientOptions { HostName = "nano", StartDelay = 0 });
        client.Start();
        world.Run(200);
        Assert.Equal(0, world.AllocatedIn(2000));
        Assert.True(client.Counters.Sent > 20);
        Assert.True(client.IsLinkLocal);
    }

    [Fact]
    public void WithServers_NoQuestionAndNoAnswerAllocates()
    {
        using World world = new(new EchoingServer());
        DhcpClient dhcp = new(world.Runner, new DhcpClientOptions { HostName = "nano", StartDelay = 0 });
        IPAddress[] servers = [IPAddress.Parse("10.0.0.2")];
        DnsResolver dns = new(world.Runner, new DnsResolverOptions { Servers = servers });
        SntpClient sntp = new(world.Runner, new SntpClientOptions { Servers = servers, PollInterval = 16 });
        dhcp.Start();
        dns.Start();
        sntp.Start();
        world.Tick = () => dns.TryResolve("www.example.org", out _) == SocketError.HostNotFound;
        world.Run(100);
        Assert.Equal(DhcpState.Bound, dhcp.State);
        long allocated = world.AllocatedIn(1000);
        Assert.True(dhcp.Counters.Renewals > 30, "too few renewals");
        Assert.True(dns.Counters.Answers > 400, "too few answers");

        // The far end holds one answer at a time: now and then another question comes before it is fetched.
        Assert.True(sntp.Counters.Replies > 40, $"too few times: {sntp.Counters.Replies} of {sntp.Counters.RequestsSent}");

        // What a caller gets is his: an address object for every name that was found.
        Assert.InRange(allocated, 0, world.Ticks * 32L);
        world.Tick = null;
        Assert.Equal(0, world.AllocatedIn(1000));
    }

    /// <summary>Renewals, which tell of the same servers again, and the look-ups of the time server's name.</summary>
    [Fact]
    public void WhatKeepsAHostConfigured_AllocatesNothing()
    {
        using World world = new(new EchoingServer());
        HostConfiguration host = new(world.Runner, new HostConfigurationOptions
        {
            Dhcp = new DhcpClientOptions { StartDelay = 0 },
            Dns = new DnsResolverOptions { Servers = [IPAddress.Parse("10.0.0.2")] },
            TimeServer = "time.test",
        });
        host.Start();
        world.Run(100);
        Assert.True(host.Sntp.IsSynchronized);
        long questions = host.Dns.Counters.QuestionsSent;
        Assert.Equal(0, world.AllocatedIn(8000));
        Assert.True(host.Dhcp.Counters.Renewals > 200, "too few renewals");
        Assert.InRange(host.Dns.Counters.QuestionsSent - questions, 2, 6);
    }

    /// <summary>A server that does not answer, and questions to this host.</summary>
    [Fact]
    public void OverIpv6_NoMessageAllocates()
    {
        var device = new FakeLinkDevice { Sent = null };
        using World world = new(device, new Ipv6Options { Address = IPAddress.Parse("2001:db8::1") });
        Dhcpv6Client dhcp = new(world.Runner, new Dhcpv6ClientOptions());
        DnsResolver dns = new(world.Runner, new DnsResolverOptions { Servers = [IPAddress.Parse("2001:db8::53")] });
        MdnsResponder mdns = new(world.Runner, new MdnsOptions());
        dhcp.Start();
        dns.Start();
        mdns.Start();
        device.Put(DiscoveryPackets.Icmp(DiscoveryPackets.Router, DiscoveryPackets.AllNodes, ScriptedRouter.Says(0x80)));
        byte[] question = MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.Aaaa)).ToBytes();
        byte[] udp = Packets6.Udp(5353, 5353, question, "fe80::64", "ff02::fb");
        byte[] frame = Packets.Frame([0x33, 0x33, 0, 0, 0, 0xFB], Packets.PeerHardware, 0x86DD, Packets6.Ip(17, udp, "fe80::64", "ff02::fb", hopLimit: 255));
        world.Tick = () =>
        {
            if (world.Ticks % 20 == 0)
            {
                device.Put(frame);
            }

            return dns.TryResolve("www.example.org", out _) == SocketError.HostNotFound;
        };
        world.Run(100);
        long asked = dns.Counters.QuestionsSent;
        long told = mdns.Counters.MulticastsSent;
        long solicited = dhcp.Counters.Sent;
        Assert.Equal(0, world.AllocatedIn(2000));
        Assert.InRange(dns.Counters.QuestionsSent - asked, 300, 2000);
        Assert.InRange(mdns.Counters.MulticastsSent - told, 900, 1100);
        Assert.InRange(dhcp.Counters.Sent - solicited, 3, 10);
    }

    private sealed class World : IDisposable
    {
        private readonly HandClock clock = new();
        private readonly NetworkStack stack;

        public World(ILinkDevice device, Ipv6Options? ipv6 = null)
        {
            stack = new NetworkStack(device, new StackOptions { Secret = new byte[8], IPv6 = ipv6, MulticastGroups = ipv6 == null ? 0 : 1 });
            Runner = new StackRunner(stack, clock);
        }

        public StackRunner Runner { get; }

        public Func<bool>? Tick { get; set; }

        public int Ticks { get; private set; }

        public void Run(int seconds)
        {
            Ticks = 0;
            for (int i = 0; i < seconds * 10; i++)
            {
                clock.Milliseconds += 100;
                stack.Poll(clock.Milliseconds);
                Tick?.Invoke();
                Ticks++;
            }
        }

        public long AllocatedIn(int seconds) => Allocations.Of(() => Run(seconds));

        public void Dispose() => Runner.Dispose();
    }
}
