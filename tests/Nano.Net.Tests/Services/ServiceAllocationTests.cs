using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Services;
using Nano.Net.Sockets;
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

    private sealed class World : IDisposable
    {
        private readonly HandClock clock = new();
        private readonly NetworkStack stack;

        public World(ILinkDevice device)
        {
            stack = new NetworkStack(device, new StackOptions { Secret = new byte[8] });
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
