using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.IPv6;

/// <summary>Neighbour discovery and what belongs to it on a link, with the test as neighbours, routers and clock.</summary>
internal sealed class DiscoveryHost
{
    private readonly FakeLinkDevice device;

    public DiscoveryHost(Ipv6Options? options = null, FakeLinkDevice? device = null, ILinkDevice? filter = null, uint secret = 0x01234567)
    {
        this.device = device ?? new FakeLinkDevice();
        Options = options ?? new Ipv6Options();
        Context = new StackContext(32, secret, 0x89ABCDEF) { now = 1000 };
        Link = new LinkLayer(Context, filter ?? this.device, 1500);
        Link.monitor = new LinkMonitor(Link, this.device);
        Neighbors = new NeighborCache(Context, Link, new StackOptions());
        Discovery = new NeighborDiscovery(Context, Link, Neighbors, Options);
        Own.changed += () => Changes++;
        Protocol = new StandIn(this);
        Link.ipv6 = Protocol;
    }

    /// <summary>Takes the place of IPv6 itself.</summary>
    public StandIn Protocol { get; }

    public Ipv6Options Options { get; }

    public StackContext Context { get; }

    public LinkLayer Link { get; }

    public NeighborCache Neighbors { get; }

    public NeighborDiscovery Discovery { get; }

    public OwnAddresses Own => Discovery.own;

    public RouterDiscovery Routers => Discovery.routers;

    public Ipv6DiscoveryCounters Counters => Discovery.counters;

    public FakeLinkDevice Device => device;

    /// <summary>How often it was told that something has changed.</summary>
    public int Changes { get; private set; }

    /// <summary>The addresses of some origin, in the order of the table.</summary>
    public IEnumerable<int> PlacesOf(Ipv6AddressOrigin origin) =>
        Enumerable.Range(0, Own.Count).Where(i => Own.StateOf(i) != Ipv6AddressState.None && Own.OriginOf(i) == origin);

    public string AddressOf(int place) => DiscoveryPackets.Text(Own.addresses.AsSpan(place * 16));

    public string LinkLocal => AddressOf(PlacesOf(Ipv6AddressOrigin.LinkLocal).Single());

    public string Global => AddressOf(PlacesOf(Ipv6AddressOrigin.Autoconfigured).Single());

    /// <summary>A host whose link has come up, and whose link-local address nobody else has.</summary>
    public static DiscoveryHost Settled(Ipv6Options? options = null)
    {
        DiscoveryHost host = new(options);
        host.Discovery.OnLinkChanged(true);
        host.Advance(3000);
        host.Take();
        return host;
    }

    /// <summary>Takes a frame as IPv6 does that has found nothing wrong with it.</summary>
    public void Receive(byte[] frame, bool fragmented = false, bool routerAlert = true)
    {
        byte[] buffer = [.. new byte[3], .. frame];
        const int Packet = 3 + 14;
        int message = Packet + 40;
        if (buffer[message] is >= 130 and <= 132)
        {
            Discovery.listeners.OnMessage(buffer, Packet, message, buffer.Length - message, routerAlert);
        }
        else
        {
            Discovery.OnMessage(buffer, Packet, message, buffer.Length - message, fragmented);
        }

        Context.timers.CheckInvariants();
        Neighbors.CheckInvariants();
    }

    /// <summary>Lets time pass, a tick of 10 ms at a time.</summary>
    public void Advance(int milliseconds)
    {
        long end = Context.now + milliseconds;
        while (Context.now < end)
        {
            Context.now = Math.Min(end, Context.now + 10);
            Context.timers.RunDue(Context.now);
            Context.timers.CheckInvariants();
            Neighbors.CheckInvariants();
        }
    }

    /// <summary>Lets time pass in one step, or as many as there are deadlines.</summary>
    public void Leap(long milliseconds)
    {
        long end = Context.now + milliseconds;
        while (Context.now < end)
        {
            Context.now = Math.Min(end, Math.Max(Context.now + 1, Context.timers.NextDue()));
            Context.timers.RunDue(Context.now);
        }
    }

    /// <summary>Takes what was sent since the last call; its checksums are right.</summary>
    public List<SentMessage> Take()
    {
        List<SentMessage> sent = [.. device.Sent!.Select(frame => new SentMessage(frame))];
        device.Sent!.Clear();
        return sent;
    }

    /// <summary>Takes what was sent of one type.</summary>
    public List<SentMessage> Take(int type) => [.. Take().Where(sent => sent.Type == type)];

    /// <summary>What the neighbour cache wants of IPv6.</summary>
    internal sealed class StandIn(DiscoveryHost host) : NetworkProtocol
    {
        /// <summary>Whether TCP says that what it sends arrives.</summary>
        public bool Progress { get; set; }

        /// <summary>Since when it was asked last.</summary>
        public long AskedSince { get; private set; }

        public List<string> Unreachable { get; } = [];

        public List<string> Found { get; } = [];

        internal override int ReachableTime => host.Routers.reachableTime;

        internal override int SolicitationInterval => host.Discovery.RetransmissionTimer;

        internal override void OnPacket(byte[] buffer, int offset, int length, bool broadcast) => throw new InvalidOperationException();

        internal override void Ask(Neighbor neighbor, byte[] hardware) => host.Discovery.Ask(neighbor, hardware);

        internal override bool HasProgress(Neighbor neighbor, long since)
        {
            AskedSince = since;
            return Progress;
        }

        internal override void OnNeighborUnreachable(Neighbor neighbor) => Unreachable.Add(AddressOf(neighbor));

        internal override void OnNeighborFound(Neighbor neighbor) => Found.Add(AddressOf(neighbor));

        private string AddressOf(Neighbor neighbor) =>
            DiscoveryPackets.Text(host.Neighbors.table.hardwareAddresses.AsSpan(host.Neighbors.table.AddressOffsetOf(neighbor)));
    }
}
