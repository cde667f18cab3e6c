using Nano.Emulator;
using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Simulation;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>A host with a responder, polled by its world. Its cable can be pulled.</summary>
internal sealed class MdnsHost : ILinkDevice, ILinkEvents
{
    private readonly VirtualHost host;
    private bool isLinkUp = true;

    public MdnsHost(MdnsWorld world, WirePort port, string address, MdnsOptions options, ulong seed, Ipv6Options? ipv6 = null)
    {
        Port = port;
        Stack = new NetworkStack(this, new StackOptions
        {
            Address = IPAddress.Parse(address),
            MulticastGroups = 1,
            IPv6 = ipv6,
            Secret = BitConverter.GetBytes(seed * 0x9E3779B97F4A7C15),
        });

        // Nobody starts it: the world polls the stack, in its own time.
        Runner = new StackRunner(Stack, world);
        Responder = new MdnsResponder(Runner, options);
        Responder.Changed += responder => States.Add($"{responder.State} {responder.HostName}");
        host = world.Network.Add(this, now =>
        {
            int wait = Stack.Poll(now);
            FaultCheck.Check(Stack);
            long due = Stack.context.timers.NextDue();
            return wait == 0 || due <= now ? 0 : due == long.MaxValue ? NetworkStack.Forever : (int)Math.Min(int.MaxValue - 1L, due - now);
        });
        Responder.Start();
    }

    public event FrameAvailableHandler? FrameAvailable
    {
        add => Port.FrameAvailable += value;
        remove => Port.FrameAvailable -= value;
    }

    public bool RaisesLinkChanged => true;

    public event LinkChangedHandler? LinkChanged;

    public WirePort Port { get; }

    public NetworkStack Stack { get; }

    public StackRunner Runner { get; }

    public MdnsResponder Responder { get; }

    /// <summary>What was told by the responder, oldest first.</summary>
    public List<string> States { get; } = [];

    public string Name => Responder.HostName;

    public byte[] HardwareAddress => Port.HardwareAddress;

    public int MaximumTransmissionUnit => Port.MaximumTransmissionUnit;

    public LinkCapabilities Capabilities => Port.Capabilities;

    public bool IsLinkUp
    {
        get => isLinkUp;
        set
        {
            isLinkUp = value;
            LinkChanged?.Invoke();
            host.Kick();
        }
    }

    public int Receive(byte[] buffer, int offset, int capacity) => Port.Receive(buffer, offset, capacity);

    public bool Send(byte[] buffer, int offset, int length) => IsLinkUp && Port.Send(buffer, offset, length);

    public void Act(Action action)
    {
        action();
        host.Kick();
    }

    public void Configure(string address) => Act(() => Stack.Configure(IPAddress.Parse(address), 24, IPAddress.Any));
}
