using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>A DHCP server on the scripted host: it grants what a test sets, or does what the test does instead.</summary>
internal sealed class ScriptedDhcpServer
{
    private readonly ScriptedHost host;

    public ScriptedDhcpServer(ScriptedHost host)
    {
        this.host = host;
        Answer = Grant;
        host.Arrived = datagram =>
        {
            if (datagram.DestinationPort == 67)
            {
                var packet = new DhcpPacket(datagram);
                Seen.Add(packet);
                if (!IsSilent)
                {
                    Answer(packet);
                }
            }
        };
    }

    public List<DhcpPacket> Seen { get; } = [];

    public bool IsSilent { get; set; }

    public Action<DhcpPacket> Answer { get; set; }

    public uint Address { get; set; } = 0x0A000032; // 10.0.0.50

    public uint LeaseTime { get; set; } = 3600;

    /// <summary>Further options of offers and grants.</summary>
    public byte[] More { get; set; } = [];

    public IEnumerable<DhcpPacket> Of(int type) => Seen.Where(p => p.Type == type);

    public byte[] Terms => [.. DhcpPacket.Number(54, ServiceWorld.ServerNumber), .. DhcpPacket.Number(51, LeaseTime), .. DhcpPacket.Number(1, 0xFFFFFF00),
        .. DhcpPacket.Number(3, ServiceWorld.ServerNumber), .. More];

    /// <summary>What a server does: an offer for a discovery, a grant for a request.</summary>
    public void Grant(DhcpPacket packet)
    {
        if (packet.Type is DhcpPacket.Discover or DhcpPacket.Request)
        {
            Send(packet, packet.Reply(packet.Type == DhcpPacket.Discover ? DhcpPacket.Offer : DhcpPacket.Ack, Address, Terms));
        }
    }

    public void Refuse(DhcpPacket packet) => Send(packet, packet.Reply(DhcpPacket.Nak, 0, DhcpPacket.Number(54, ServiceWorld.ServerNumber)));

    public void Broadcast(byte[] reply) => host.SendUdp(ServiceWorld.ServerNumber, 67, 0xFFFFFFFF, 68, reply);

    /// <summary>Sends where RFC 2131 section 4.1 says.</summary>
    public void Send(DhcpPacket to, byte[] reply)
    {
        if (to.ClientAddress != 0)
        {
            host.SendUdp(ServiceWorld.ServerNumber, 67, to.ClientAddress, 68, reply, to.Hardware);
        }
        else if (to.WantsBroadcast || reply[242] == DhcpPacket.Nak)
        {
            Broadcast(reply);
        }
        else
        {
            host.SendUdp(ServiceWorld.ServerNumber, 67, Packets.Get32(reply, 16), 68, reply, to.Hardware);
        }
    }
}
