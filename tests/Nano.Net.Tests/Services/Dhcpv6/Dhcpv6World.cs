using Nano.Net.Dhcpv6;
using Nano.Net.IPv6;

namespace Nano.Net.Tests.Services.Dhcpv6;

/// <summary>A client on a wire with a router and one or more servers, in virtual time.</summary>
internal sealed class Dhcpv6World
{
    public const int Managed = 0x80;
    public const int Other = 0x40;
    public const string Lease = "2001:db8:1::50";
    public const string OtherLease = "2001:db8:1::60";

    public static readonly byte[] Server = [0, 3, 0, 1, 2, 0, 0, 0, 0, 0xB2];
    public static readonly byte[] OtherServer = [0, 3, 0, 1, 2, 0, 0, 0, 0, 0xB3];

    public Dhcpv6World(int flags, Ipv6Options? ipv6 = null, ulong seed = 1)
    {
        Ipv6 = ipv6 ?? new Ipv6Options();
        World = new ServiceWorld(seed: seed, ipv6: Ipv6);
        Router = new ScriptedRouter(World) { Advertisement = ScriptedRouter.Says(flags) };
        Answer = Grant;
        Router.Arrived = datagram =>
        {
            if (datagram.DestinationPort == 547)
            {
                var packet = new Dhcpv6Packet(datagram);
                Assert.Equal(("ff02::1:2", 546, Link), (datagram.Destination, datagram.SourcePort, datagram.Source));
                Seen.Add(packet);
                if (!IsSilent)
                {
                    Answer(packet);
                }
            }
        };
    }

    public ServiceWorld World { get; }

    public ScriptedRouter Router { get; }

    public Ipv6Options Ipv6 { get; }

    public Dhcpv6Client Client { get; private set; } = null!;

    public List<Dhcpv6Packet> Seen { get; } = [];

    public Action<Dhcpv6Packet> Answer { get; set; }

    public bool IsSilent { get; set; }

    /// <summary>What the server grants, in seconds.</summary>
    public uint Preferred { get; set; } = 3000;

    public uint Valid { get; set; } = 4000;

    public uint T1 { get; set; } = 1000;

    public uint T2 { get; set; } = 2000;

    public string Granted { get; set; } = Lease;

    /// <summary>Further options of what the server sends.</summary>
    public byte[] More { get; set; } = [];

    /// <summary>The address each time that the client told of a change.</summary>
    public List<string> Told { get; } = [];

    public long Now => World.Milliseconds;

    /// <summary>The host's link-local address.</summary>
    public string Link => $"{Ipv6.Interface.GetAddresses().Single(a => a.Origin == Ipv6AddressOrigin.LinkLocal).Address}";

    public Ipv6AddressInfo? Address => Ipv6.Interface.GetAddresses().SingleOrDefault(a => a.Origin == Ipv6AddressOrigin.Dhcp);

    public IEnumerable<Dhcpv6Packet> Of(int type) => Seen.Where(p => p.Type == type);

    public Dhcpv6Client Start(Dhcpv6ClientOptions? options = null)
    {
        Client = new Dhcpv6Client(World.Runner, options ?? new Dhcpv6ClientOptions());
        Client.Changed += client => Told.Add($"{client.Address}");
        World.Act(Client.Start);
        return Client;
    }

    public Dhcpv6Client Reach(Dhcpv6State state, double seconds = 60, Dhcpv6ClientOptions? options = null)
    {
        if (Client == null)
        {
            Start(options);
        }

        World.RunUntil(() => Client!.State == state, seconds);
        return Client!;
    }

    public void Send(byte[] message, string source = ScriptedRouter.Address, int sourcePort = 547, string? destination = null) =>
        Router.SendUdp(source, sourcePort, destination ?? Link, 546, message);

    public byte[] Terms(Dhcpv6Packet packet) => packet.Association(T1, T2, Dhcpv6Packet.AddressOption(Granted, Preferred, Valid));

    /// <summary>What a server does.</summary>
    public void Grant(Dhcpv6Packet packet)
    {
        switch (packet.Type)
        {
            case Dhcpv6Packet.Solicit:
                Send(packet.Answer(Dhcpv6Packet.Advertise, Server, Terms(packet), More));
                break;
            case Dhcpv6Packet.Request or Dhcpv6Packet.Renew or Dhcpv6Packet.Rebind:
                Send(packet.Answer(Dhcpv6Packet.Reply, Server, Terms(packet), More));
                break;
            default:
                Send(packet.Answer(Dhcpv6Packet.Reply, Server, Dhcpv6Packet.Status(0), More));
                break;
        }
    }

    public void SetLink(bool isUp) => World.Act(() => World.Wire.A.IsLinkUp = isUp);

    /// <summary>Whether the pauses between some messages are those of RFC 8415 section 15, in milliseconds.</summary>
    public static void CheckPauses(IEnumerable<Dhcpv6Packet> packets, int initial, int maximum)
    {
        Dhcpv6Packet[] all = [.. packets];
        double previous = 0;
        for (int i = 1; i < all.Length; i++)
        {
            long pause = all[i].Time - all[i - 1].Time;
            double low = i == 1 ? initial * 0.9 : previous * 1.9;
            double high = i == 1 ? initial * 1.1 : previous * 2.1;
            if (maximum != 0 && high > maximum)
            {
                low = Math.Min(low, maximum * 0.9);
                high = maximum * 1.1;
            }

            Assert.InRange(pause, low - 2, high + 2);
            Assert.Equal(all[0].Transaction, all[i].Transaction);
            Assert.InRange(all[i].Elapsed, Math.Min(65535, ((all[i].Time - all[0].Time) / 10) - 1), Math.Min(65535, ((all[i].Time - all[0].Time) / 10) + 1));
            previous = pause;
        }
    }
}
