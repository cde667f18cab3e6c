using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;
using Nano.Simulation;

namespace Nano.Net.Tests.Services;

/// <summary>A host with services and a scripted one on a wire, in virtual time.</summary>
internal sealed class ServiceWorld : IClock
{
    private readonly VirtualHost host;

    public ServiceWorld(string? address = null, ulong seed = 1, int groups = 0, Ipv6Options? ipv6 = null, int mtu = 65535)
    {
        Scheduler = new VirtualScheduler();
        Network = new VirtualNetwork(Scheduler);
        Wire = new VirtualWire(Scheduler, null, seed, new WirePortOptions { Name = "A", Headroom = 3 }, new WirePortOptions { Name = "B" });
        Stack = new NetworkStack(Wire.A, new StackOptions
        {
            Address = address == null ? IPAddress.Any : IPAddress.Parse(address),
            Gateway = address == null ? IPAddress.Any : IPAddress.Parse(ServerAddress),
            MulticastGroups = groups,
            MaximumTransmissionUnit = mtu,
            IPv6 = ipv6,
            Secret = BitConverter.GetBytes(seed * 0x9E3779B97F4A7C15),
        });

        // Nobody starts it: the world polls the stack, in its own time.
        Runner = new StackRunner(Stack, this);
        host = Network.Add(Wire.A, now =>
        {
            int wait = Stack.Poll(now);
            if (!ExpectsFaults)
            {
                FaultCheck.Check(Stack);
            }

            long due = Stack.context.timers.NextDue();
            return wait == 0 || due <= now ? 0 : due == long.MaxValue ? NetworkStack.Forever : (int)Math.Min(int.MaxValue - 1L, due - now);
        });
        Server = new ScriptedHost(Network, Wire.B);
        Server.Addresses.Add(ServerNumber);
    }

    public const string ServerAddress = "10.0.0.2";
    public const uint ServerNumber = Packets.Peer;

    public VirtualScheduler Scheduler { get; }

    public VirtualNetwork Network { get; }

    public VirtualWire Wire { get; }

    public NetworkStack Stack { get; }

    public StackRunner Runner { get; }

    public ScriptedHost Server { get; }

    /// <summary>Whether a callback, a device or a service is meant to throw.</summary>
    public bool ExpectsFaults { get; set; }

    public long Milliseconds => Scheduler.Milliseconds;

    public string Address => Stack.Address.ToString();

    public void Act(Action action)
    {
        action();
        host.Kick();
    }

    public void RunFor(double seconds) => Scheduler.RunFor(TimeSpan.FromSeconds(seconds));

    public void RunUntil(Func<bool> done, double seconds = 600) =>
        Assert.True(Scheduler.RunUntil(done, TimeSpan.FromSeconds(seconds)), $"not within {seconds} s");
}
