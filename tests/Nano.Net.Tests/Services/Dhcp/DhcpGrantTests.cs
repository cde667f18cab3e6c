using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Dhcp;

/// <summary>What servers leave out of their grants, or get wrong, and other clients live with.</summary>
public class DhcpGrantTests
{
    private readonly DhcpWorld lan = new();

    [Theory]
    [InlineData(null, 3600u)]
    [InlineData(0u, 20u)]
    [InlineData(5u, 20u)]
    [InlineData(19u, 20u)]
    [InlineData(20u, 20u)]
    [InlineData(21u, 21u)]
    public void LeaseTime_IsAnHourWhereTheServerDoesNotSay_AndTwentySecondsAtLeast(uint? granted, uint taken)
    {
        byte[][] time = granted is { } seconds ? [DhcpPacket.Number(51, seconds)] : [];
        lan.Server.Answer = p => lan.Server.Send(p, p.Reply(p.Type == DhcpPacket.Discover ? DhcpPacket.Offer : DhcpPacket.Ack, lan.Server.Address, [DhcpPacket.Number(54, ServiceWorld.ServerNumber), DhcpPacket.Number(1, 0xFFFFFF00), .. time]));
        DhcpClient client = lan.Bind(new DhcpClientOptions { ProbeAddress = false });
        Assert.Equal(taken, client.LeaseTime);
        long since = lan.Server.Of(DhcpPacket.Request).Last().Time;
        lan.World.RunUntil(() => client.Counters.Renewals == 1, taken);
        long half = taken * 1000 / 2;
        long fuzz = taken * 1000 / 64;
        Assert.InRange(lan.Server.Of(DhcpPacket.Request).Last().Time - since, Math.Max(10_000, half - fuzz), half);
        Assert.Equal("10.0.0.50", lan.World.Address);
    }

    [Theory]
    [InlineData(null, "10.0.0.2")]
    [InlineData(0x0A000009u, "10.0.0.9")]
    [InlineData(0u, "10.0.0.2")]
    [InlineData(0x7F000001u, "10.0.0.2")]
    public void GrantWithoutServerIdentifier_OrWithAnotherThanTheOffers_IsTaken(uint? identifier, string server)
    {
        byte[][] named = identifier is { } number ? [DhcpPacket.Number(54, number)] : [];
        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Discover)
            {
                lan.Server.Grant(p);
            }
            else
            {
                lan.Server.Send(p, p.Reply(DhcpPacket.Ack, lan.Server.Address, [DhcpPacket.Number(51, 100), DhcpPacket.Number(1, 0xFFFFFF00), .. named]));
            }
        };
        DhcpClient client = lan.Bind();
        Assert.Equal((server, 100u), (client.Server.ToString(), client.LeaseTime));
    }

    [Fact]
    public void RenewalWithoutServerIdentifier_IsOfTheServerThatWasAsked_AndRebindingOfWhoAnswers()
    {
        DhcpClient client = lan.Bind();
        byte[] Ack(DhcpPacket p) => p.Reply(DhcpPacket.Ack, lan.Server.Address, DhcpPacket.Number(51, 3600), DhcpPacket.Number(1, 0xFFFFFF00));
        lan.Server.Answer = p => lan.World.Server.SendUdp(DhcpWorld.OtherServer, 67, lan.Server.Address, 68, Ack(p), p.Hardware);
        lan.World.RunUntil(() => client.Counters.Renewals == 1, DhcpWorld.Hour);
        Assert.Equal("10.0.0.2", client.Server.ToString());

        lan.Server.Answer = p =>
        {
            if (p.Datagram.IsBroadcastFrame)
            {
                lan.World.Server.SendUdp(DhcpWorld.OtherServer, 67, lan.Server.Address, 68, Ack(p), p.Hardware);
            }
        };
        lan.World.RunUntil(() => client.Counters.Renewals == 2, DhcpWorld.Hour);
        Assert.Equal("10.0.0.3", client.Server.ToString());
    }

    /// <summary>What stood before it counts: nothing behind it is looked for.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TailOfOptionsThatOverruns_TakesNothingFromWhatStoodBeforeIt(bool lengthIsMissing)
    {
        byte[] tail = lengthIsMissing ? [6] : [6, 200, 10, 0, 0, 3];
        lan.Server.Answer = p =>
        {
            byte[] reply = DhcpWorld.Reply(p, p.Type == DhcpPacket.Discover ? DhcpPacket.Offer : DhcpPacket.Ack, lan.Server.Address, ServiceWorld.ServerNumber, DhcpPacket.Number(42, 0x0A000005));
            lan.Server.Send(p, [.. reply[..^1], .. tail]);
        };
        DhcpClient client = lan.Bind();
        Assert.Equal(["10.0.0.5"], client.GetNtpServers().Select(a => a.ToString()));
        Assert.Empty(client.GetDnsServers());
        Assert.Equal(0, client.Counters.Malformed);
    }

    [Theory]
    [InlineData(1000u, null, 1000, 3150, 57)]
    [InlineData(1000u, 0u, 1000, 3150, 57)]
    [InlineData(1000u, 3600u, 1000, 3150, 57)]
    [InlineData(1000u, 9000u, 1000, 3150, 57)]
    [InlineData(null, 3000u, 1800, 3000, 57)]
    [InlineData(5000u, 3000u, 1800, 3000, 57)]
    [InlineData(3000u, 3000u, 1800, 3000, 57)]
    [InlineData(3000u, 1000u, 1800, 3150, 57)]
    [InlineData(1000u, 1001u, 1000, 1001, 0)]
    [InlineData(1u, 3000u, 10, 3000, 0)]
    [InlineData(1u, 2u, 10, 3150, 57)]
    public void RenewalTimes_AreTakenWhereTheyMakeSense_EachByItself(uint? t1, uint? t2, int renewal, int rebinding, int fuzz)
    {
        lan.Server.More = [.. t1 is { } first ? DhcpPacket.Number(58, first) : [], .. t2 is { } second ? DhcpPacket.Number(59, second) : []];
        DhcpClient client = lan.Bind(new DhcpClientOptions { ProbeAddress = false });
        long since = lan.Server.Of(DhcpPacket.Request).Last().Time;
        lan.Server.IsSilent = true;
        lan.Server.Seen.Clear();
        lan.World.RunUntil(() => client.State == DhcpState.Rebinding, 2 * DhcpWorld.Hour);
        lan.World.RunFor(0.1);
        Assert.InRange(lan.Server.Seen[0].Time - since, (renewal - fuzz) * 1000L, (renewal * 1000L) + 10);
        Assert.InRange(lan.Server.Seen[^1].Time - since, (rebinding - fuzz) * 1000L, (rebinding * 1000L) + 10);
    }

    /// <summary>Times of 32 bits of seconds, in milliseconds.</summary>
    [Theory]
    [InlineData(uint.MaxValue - 1)]
    [InlineData(2_147_484u)]
    public void LongestTimes_DoNotOverflow(uint seconds)
    {
        byte[] message = [.. new byte[240], .. DhcpPacket.Number(51, seconds), .. DhcpPacket.Number(58, seconds - 2), .. DhcpPacket.Number(59, seconds - 1)];
        Packets.Put32(message, 16, lan.Server.Address);
        var lease = new DhcpLease();
        lease.Read(message, 0, message.Length, ServiceWorld.ServerNumber, 5, uint.MaxValue);
        Assert.Equal(((seconds - 2) * 1000L + 5, (seconds - 1) * 1000L + 5, seconds * 1000L + 5), (lease.renewal, lease.rebinding, lease.end));
    }

    [Theory]
    [InlineData("0.0.0.0/0 10.0.0.9", "10.0.0.9")]
    [InlineData("10.5.0.0/16 10.0.0.7, 0.0.0.0/0 10.0.0.9", "10.0.0.9")]
    [InlineData("10.5.6.128/25 10.0.0.7, 0.0.0.0/0 10.0.0.9", "10.0.0.9")]
    [InlineData("10.5.6.7/32 10.0.0.7, 192.0.0.0/2 10.0.0.7, 0.0.0.0/0 10.0.0.9", "10.0.0.9")]
    [InlineData("10.5.0.0/16 10.0.0.7", "0.0.0.0")]
    [InlineData("0.0.0.0/0 0.0.0.0", "0.0.0.0")]
    [InlineData("10.5.0.0/16 10.0.0.7, 1.2.3.4/33 10.0.0.9", "0.0.0.0")]
    [InlineData("0.0.0.0/33 10.0.0.9", "10.0.0.2")]
    [InlineData("cut", "10.0.0.2")]
    [InlineData("", "10.0.0.2")]
    public void ClasslessRoutes_OverrideTheRouter_AsFarAsTheyCanBeRead(string routes, string gateway)
    {
        byte[] value = routes == "cut" ? [0, 10, 0, 0] : [.. routes.Split(", ", StringSplitOptions.RemoveEmptyEntries).SelectMany(Route)];
        lan.Server.More = DhcpPacket.Option(121, value);
        DhcpClient client = lan.Bind();
        Assert.Equal(gateway, client.Gateway.ToString());
        Assert.Equal(client.Gateway.value, lan.World.Stack.ipv4.routes.gateway);

        // A server need not send what it was not asked for: this one first.
        byte[] wanted = lan.Server.Seen[0].Options[55];
        Assert.True(Array.IndexOf(wanted, (byte)121) < Array.IndexOf(wanted, (byte)3));
    }

    private static byte[] Route(string text)
    {
        string[] parts = text.Split('/', ' ');
        int width = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        byte[] network = IPAddress.Parse(parts[0]).GetAddressBytes();
        return [(byte)width, .. network.Take((Math.Min(width, 32) + 7) / 8), .. IPAddress.Parse(parts[2]).GetAddressBytes()];
    }
}
