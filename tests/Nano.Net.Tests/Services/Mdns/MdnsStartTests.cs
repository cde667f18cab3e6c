using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>From nothing to names of one's own (RFC 6762 section 8), and what becomes of them with the address, the link and the end.</summary>
public class MdnsStartTests
{
    private readonly MdnsWorld world = new();

    [Fact]
    public void NamesAreProbedForThreeTimes_AndThenAnnouncedTwice()
    {
        MdnsHost host = world.Add();
        world.RunFor(10);
        MdnsPacket[] probes = [.. world.Probes];
        MdnsPacket[] announcements = [.. world.Responses];
        Assert.Equal(5, world.Seen.Count);
        Assert.InRange(probes[0].Time, 0, 250);
        Assert.Equal([250, 250], Pauses(probes));
        Assert.Equal(250, announcements[0].Time - probes[2].Time);
        Assert.Equal([1000], Pauses(announcements));
        Assert.All(world.Seen, packet => Assert.Equal((MdnsWorld.Group, 5353, 0), (packet.Destination, packet.DestinationPort, packet.Id)));
        Assert.All(probes, probe =>
        {
            Assert.Equal(new MdnsQuestion("nano.local", MdnsPacket.Any, 0x8001), Assert.Single(probe.Questions));
            Assert.Equal(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1", Class: 1), Assert.Single(probe.Authorities));
            Assert.Equal(0, probe.Flags);
        });
        Assert.All(announcements, announcement =>
        {
            Assert.Equal(MdnsPacket.Response, announcement.Flags);
            Assert.Empty(announcement.Questions);
            Assert.Equal(
            [
                new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1"),
                new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 1"),
                new MdnsAnswer("1.0.0.10.in-addr.arpa", MdnsPacket.Ptr, "nano.local"),
                new MdnsAnswer("1.0.0.10.in-addr.arpa", MdnsPacket.Nsec, "1.0.0.10.in-addr.arpa has 12"),
            ], announcement.Answers);
        });
        Assert.Equal(["Probing nano.local", "Announcing nano.local", "Running nano.local"], host.States.Skip(1));
        Assert.Equal(3, host.Responder.Counters.ProbesSent);
    }

    [Fact]
    public void Services_AreProbedForAndAnnouncedWithTheHost()
    {
        MdnsHost host = world.Add(MdnsQueryTests.WithServices);
        world.RunFor(10);
        MdnsPacket probe = world.Probes.First();
        Assert.Equal(["nano.local", "My page\\.v2._http._tcp.local", "nano._http._tcp.local", "nano._echo._udp.local"], probe.Questions.Select(q => q.Name));
        Assert.Equal(7, probe.Authorities.Count);
        MdnsPacket announcement = world.Responses.First();
        Assert.Equal(
        [
            "_services._dns-sd._udp.local _http._tcp.local", "_http._tcp.local My page\\.v2._http._tcp.local", "_http._tcp.local nano._http._tcp.local",
            "_services._dns-sd._udp.local _echo._udp.local", "_echo._udp.local nano._echo._udp.local",
        ], announcement.Answers.Where(a => a.Type == MdnsPacket.Ptr && a.Class == 1).Select(a => $"{a.Name} {a.Data}"));
        Assert.Contains(new MdnsAnswer("My page\\.v2._http._tcp.local", MdnsPacket.Srv, "8080 nano.local"), announcement.Answers);
        Assert.Contains(new MdnsAnswer("My page\\.v2._http._tcp.local", MdnsPacket.Txt, "path=/a|v=1", 4500), announcement.Answers);
        Assert.Contains(new MdnsAnswer("nano._echo._udp.local", MdnsPacket.Txt, "", 4500), announcement.Answers);
        Assert.Equal(18, announcement.Answers.Count);
        Assert.Equal("My page.v2", host.Responder.GetInstanceName(0));
    }

    [Fact]
    public void NothingIsAnswered_BeforeTheNamesAreOnesOwn()
    {
        world.Add();
        world.RunUntil(() => world.Probes.Count() == 3);
        Assert.Empty(world.Ask(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A)), 0.2));
    }

    [Fact]
    public void AnotherAddress_IsProbedWithAndAnnounced()
    {
        MdnsHost host = world.Add();
        world.Settle();
        host.Configure("10.0.0.77");
        world.RunFor(5);
        Assert.Equal(3, world.Probes.Count());
        Assert.Equal("10.0.0.77", world.Probes.First().Authorities[0].Data);
        Assert.Contains(world.Responses.First().Answers, a => a.Name == "77.0.0.10.in-addr.arpa");
        Assert.Equal("10.0.0.77", Assert.Single(world.Ask("nano.local", MdnsPacket.A)).Answers[0].Data);
    }

    [Fact]
    public void WithoutAnAddress_ItWaitsInSilence()
    {
        MdnsHost host = world.Add(address: "0.0.0.0");
        world.RunFor(10);
        Assert.Equal(MdnsState.Waiting, host.Responder.State);
        Assert.Empty(world.Seen);
        host.Configure("10.0.0.1");
        world.Settle();
        host.Configure("0.0.0.0");
        world.RunFor(3);
        Assert.Equal(MdnsState.Waiting, host.Responder.State);
        Assert.Empty(world.Ask("nano.local", MdnsPacket.A));
    }

    [Fact]
    public void CableThatWasPulled_BringsProbesAndAReportOfTheGroup_WhenItIsBack()
    {
        MdnsHost host = world.Add();
        world.Settle();
        host.IsLinkUp = false;
        world.RunFor(3);
        Assert.Equal(MdnsState.Waiting, host.Responder.State);
        world.Igmp.Clear();
        host.IsLinkUp = true;
        world.RunFor(5);
        Assert.Contains(0x16, world.Igmp);
        Assert.Equal(3, world.Probes.Count());
        Assert.Equal(2, world.Responses.Count());
    }

    [Fact]
    public void Stop_TellsAllToForget()
    {
        MdnsHost host = world.Add(MdnsQueryTests.WithServices);
        world.Settle();
        host.Act(host.Responder.Stop);
        world.RunFor(5);
        MdnsPacket goodbye = Assert.Single(world.Seen);
        Assert.Equal(18, goodbye.Answers.Count);
        Assert.All(goodbye.Answers, answer => Assert.Equal(0u, answer.TimeToLive));
        Assert.Contains(0x17, world.Igmp);
        Assert.Equal("Stopped nano.local", host.States[^1]);
        host.Act(host.Responder.Start);
        world.Settle();
    }

    [Theory]
    [InlineData(MdnsState.Probing)]
    [InlineData(MdnsState.Announcing)]
    [InlineData(MdnsState.Running)]
    public void ResponderThatIsStoppedByWhoItTells_StaysStopped(MdnsState when)
    {
        MdnsHost host = world.Add();
        host.Responder.Changed += responder =>
        {
            if (responder.State == when)
            {
                responder.Stop();
            }
        };
        world.RunUntil(() => !host.Responder.IsRunning);
        world.RunFor(1);
        world.Seen.Clear();
        host.Act(() => host.Stack.Configure(IPAddress.Parse("10.0.0.77"), 24, IPAddress.Any));
        world.RunFor(20);
        Assert.Equal((MdnsState.Stopped, 0L, long.MaxValue), (host.Responder.State, host.Responder.Counters.NotSent, host.Stack.context.timers.NextDue()));
        Assert.Empty(world.Seen);
    }

    [Fact]
    public void StackWithoutRoomForAGroup_IsRefused()
    {
        var stack = new NetworkStack(new Nano.Net.Tests.Support.FakeLinkDevice(), new StackOptions());
        var responder = new MdnsResponder(new StackRunner(stack, world), new MdnsOptions());
        Assert.Equal(SocketError.NoBufferSpaceAvailable, Assert.Throws<SocketException>(responder.Start).SocketErrorCode);
        Assert.False(responder.IsRunning);
    }

    private static List<long> Pauses(MdnsPacket[] packets) => [.. packets.Zip(packets.Skip(1), (one, next) => next.Time - one.Time)];
}
