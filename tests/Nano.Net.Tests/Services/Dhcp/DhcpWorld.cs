using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Dhcp;

/// <summary>A client on a wire with one or more servers, in virtual time.</summary>
internal sealed class DhcpWorld
{
    /// <summary>10.0.0.3: a second server on the same wire.</summary>
    public const uint OtherServer = Packets.OtherPeer;

    public const uint OtherAddress = 0x0A000046; // 10.0.0.70

    public const int Hour = 3600;

    public DhcpWorld()
    {
        Server = new ScriptedDhcpServer(World.Server);
    }

    public ServiceWorld World { get; } = new();

    public ScriptedDhcpServer Server { get; }

    public DhcpClient Client { get; private set; } = null!;

    /// <summary>The address each time that the client told of a change.</summary>
    public List<string> Told { get; } = [];

    public long Now => World.Milliseconds;

    public DhcpClient Start(DhcpClientOptions? options = null)
    {
        Client = new DhcpClient(World.Runner, options ?? new DhcpClientOptions());
        Client.Changed += _ => Told.Add(World.Address);
        World.Act(Client.Start);
        return Client;
    }

    public DhcpClient Bind(DhcpClientOptions? options = null)
    {
        Start(options);
        World.RunUntil(() => Client.State == DhcpState.Bound);
        return Client;
    }

    /// <summary>Sends a reply of any server to everybody.</summary>
    public void SendFrom(uint server, byte[] reply) => World.Server.SendUdp(server, 67, 0xFFFFFFFF, 68, reply);

    /// <summary>An offer or a grant with usual terms, by any server.</summary>
    public static byte[] Reply(DhcpPacket to, int type, uint address, uint server, params byte[][] more) =>
        to.Reply(type, address, [DhcpPacket.Number(54, server), DhcpPacket.Number(51, 3600), DhcpPacket.Number(1, 0xFFFFFF00), .. more]);

    /// <summary>What the second server does: it offers <see cref="OtherAddress"/>, and grants it to who asks for it by name.</summary>
    public void AnswerAsOther(DhcpPacket p)
    {
        if (p.Type == DhcpPacket.Discover || (p.Type == DhcpPacket.Request && p.Server == OtherServer))
        {
            SendFrom(OtherServer, Reply(p, p.Type == DhcpPacket.Discover ? DhcpPacket.Offer : DhcpPacket.Ack, OtherAddress, OtherServer));
        }
    }

    public void SetLink(bool isUp) => World.Act(() => World.Wire.A.IsLinkUp = isUp);
}
