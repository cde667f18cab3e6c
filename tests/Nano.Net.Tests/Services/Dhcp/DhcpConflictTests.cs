using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Dhcp;

/// <summary>Addresses that are in use, and switches that only look as if they used them.</summary>
public class DhcpConflictTests
{
    private readonly DhcpWorld lan = new();

    /// <summary>Device tracking: a switch asks the host, and it alone, whether it still has the address that it has just seen.</summary>
    [Fact]
    public void SwitchThatProbesTheAddressItHasJustSeen_IsNoConflict()
    {
        ScriptedHost host = lan.World.Server;
        host.Probed = address => host.Send(Packets.Arp(1, host.Hardware, 0, address, to: lan.World.Wire.A.HardwareAddress));
        DhcpClient client = lan.Bind();
        lan.World.RunFor(60);
        Assert.Equal((DhcpState.Bound, 0L, "10.0.0.50"), (client.State, client.Counters.Declined, lan.World.Address));
        Assert.Equal(3, host.Probes.Count);
    }

    [Fact]
    public void ProbeThatAnotherHostHasPassedOn_IsNoConflict()
    {
        ScriptedHost host = lan.World.Server;
        host.Probed = address =>
        {
            byte[] frame = Packets.Arp(1, Packets.OtherHardware, 0, address);
            host.Hardware.CopyTo(frame, 6);
            host.Send(frame);
        };
        DhcpClient client = lan.Bind();
        Assert.Equal(0, client.Counters.Declined);
    }

    [Fact]
    public void ProbeOfAHostThatWantsTheSameAddress_IsAConflict()
    {
        ScriptedHost host = lan.World.Server;
        host.Probed = address => host.Send(Packets.Arp(1, host.Hardware, 0, address));
        DhcpClient client = lan.Start();
        lan.World.RunUntil(() => client.Counters.Declined == 1, 60);
    }

    [Fact]
    public void AfterTenConflicts_OneAttemptAMinute_AndALinkLocalAddressMeanwhile()
    {
        ScriptedHost host = lan.World.Server;
        for (uint i = 0; i < 100; i++)
        {
            host.Addresses.Add(0x0A000032 + i);
        }

        lan.Server.Answer = p =>
        {
            if (p.Type == DhcpPacket.Decline)
            {
                lan.Server.Address++;
            }

            lan.Server.Grant(p);
        };
        DhcpClient client = lan.Start();
        lan.World.RunUntil(() => client.Counters.Declined == 14, 3600);
        DhcpPacket[] declines = [.. lan.Server.Of(DhcpPacket.Decline)];
        DhcpPacket[] discovers = [.. lan.Server.Of(DhcpPacket.Discover)];
        for (int i = 0; i < 13; i++)
        {
            // The tenth is the first that is waited out for a minute.
            Assert.Equal(i < 9 ? 10_000 : 60_000, discovers[i + 1].Time - declines[i].Time);
        }

        lan.World.RunFor(20);
        Assert.True(client.IsLinkLocal);
        Assert.StartsWith("169.254.", lan.World.Address);

        host.Addresses.Clear();
        host.Addresses.Add(ServiceWorld.ServerNumber);
        lan.World.RunUntil(() => client.State == DhcpState.Bound, 120);
        Assert.Equal("10.0.0.64", lan.World.Address);
    }

    [Fact]
    public void Conflicts_AreForgottenAfterAnHour()
    {
        DhcpClient client = lan.Bind();
        for (int i = 1; i <= 12; i++)
        {
            lan.World.RunFor(3601);
            byte[] claim = Packets.Arp(1, lan.World.Server.Hardware, lan.Server.Address, lan.Server.Address);
            lan.World.Server.Send(claim);
            lan.World.RunFor(1);
            lan.World.Server.Send(claim);
            lan.World.RunUntil(() => client.Counters.Declined == i, 2);
            long declined = lan.Now;
            int seen = lan.Server.Of(DhcpPacket.Discover).Count();
            lan.World.RunUntil(() => lan.Server.Of(DhcpPacket.Discover).Count() > seen);
            Assert.InRange(lan.Now - declined, 9_900, 10_000);
            lan.World.RunUntil(() => client.State == DhcpState.Bound);
        }
    }
}
