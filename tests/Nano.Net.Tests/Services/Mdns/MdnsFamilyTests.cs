using Nano.Net.IPv6;
using Nano.Net.Services;
using Nano.Net.Tests.IPv6;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>Multicast DNS by both families (RFC 6762 sections 3, 6.2, 8.4 and 20).</summary>
public class MdnsFamilyTests
{
    private readonly MdnsWorld world = new();

    [Fact]
    public void NamesAreProbedForAndAnnounced_ByBothFamilies_WithTheAddressesOfBoth()
    {
        MdnsHost host = Add();
        world.RunFor(10);
        string link = LinkLocal(host);

        // By IPv4 at once, and again by both when there is an IPv6 address.
        MdnsPacket[] probes = [.. world.Probes.Where(p => p.IsIpv6)];
        Assert.Equal(3, probes.Length);
        Assert.All(probes, p =>
        {
            Assert.Equal((link, MdnsWorld.Group6, 5353), (p.Source6, p.Destination6, p.DestinationPort));
            Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1", Class: 1), new MdnsAnswer("nano.local", MdnsPacket.Aaaa, link, Class: 1)], p.Authorities);
        });
        MdnsPacket[] last = [.. world.Seen.TakeLast(2)];
        Assert.Equal([false, true], last.Select(p => p.IsIpv6));
        Assert.Equal(last[0].Time, last[1].Time);
        Assert.All(last, p => Assert.Equal(
        [
            new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1"),
            new MdnsAnswer("nano.local", MdnsPacket.Aaaa, link),
            new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 1 28"),
            new MdnsAnswer("1.0.0.10.in-addr.arpa", MdnsPacket.Ptr, "nano.local"),
            new MdnsAnswer("1.0.0.10.in-addr.arpa", MdnsPacket.Nsec, "1.0.0.10.in-addr.arpa has 12"),
        ], p.Answers));
        Assert.Equal((MdnsState.Running, 2), (host.Responder.State, world.Responses.Count(p => p.IsIpv6)));
        Assert.Contains(MdnsWorld.Group6, world.Mld);
    }

    [Fact]
    public void HostWithoutIpv4_HasItsNameByIpv6()
    {
        MdnsHost host = Add("0.0.0.0");
        world.Settle();
        string link = LinkLocal(host);
        List<MdnsPacket> answers = Ask6(new MdnsQuestion("nano.local", MdnsPacket.Aaaa));
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.Aaaa, link)], answers.Single().Answers);
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 28")], answers.Single().Additionals);
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 28")], Ask6(new MdnsQuestion("nano.local", MdnsPacket.A)).Single().Answers);
        Assert.Empty(Ask6(new MdnsQuestion("0.0.0.0.in-addr.arpa", MdnsPacket.Ptr)));
        Assert.All(world.Seen, p => Assert.True(p.IsIpv6));
    }

    [Fact]
    public void StackWithoutIpv6_DeniesThatItHasOne()
    {
        world.Add();
        world.Settle();
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 1")], world.Ask("nano.local", MdnsPacket.Aaaa).Single().Answers);
        world.Say6(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A)));
        world.Seen.Clear();
        world.RunFor(2);
        Assert.Empty(world.Seen);
    }

    [Fact]
    public void Question_IsAnsweredInTheFamilyInWhichItCame()
    {
        MdnsHost host = Add();
        world.Settle();
        string link = LinkLocal(host);
        MdnsPacket six = Ask6(new MdnsQuestion("nano.local", MdnsPacket.A)).Single();
        Assert.Equal(MdnsWorld.Group6, six.Destination6);
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1")], six.Answers);

        // What is asked for next goes with it.
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.Aaaa, link), new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 1 28")], six.Additionals);
        MdnsPacket four = world.Ask("nano.local", MdnsPacket.Aaaa).Single();
        Assert.Equal((false, MdnsWorld.Group), (four.IsIpv6, four.Destination));
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.Aaaa, link)], four.Answers);
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.1"), new MdnsAnswer("nano.local", MdnsPacket.Nsec, "nano.local has 1 28")], four.Additionals);

        world.Seen.Clear();
        world.Say(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A)));
        world.Say6(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A)));
        world.RunFor(3);
        Assert.Equal([false, true], world.Seen.Select(p => p.IsIpv6).Order());
    }

    [Fact]
    public void UnicastAnswer_GoesBackByIpv6()
    {
        MdnsHost host = Add();
        world.Settle();
        MdnsPacket answer = Ask6(new MdnsQuestion("nano.local", MdnsPacket.A, 0x8001)).Single();
        Assert.Equal((MdnsWorld.Peer6, 5353, LinkLocal(host)), (answer.Destination6, answer.DestinationPort, answer.Source6));
        Assert.Equal(1, host.Responder.Counters.UnicastsSent);

        world.Seen.Clear();
        world.Say6(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.Aaaa)), port: 40000);
        world.RunFor(1);
        MdnsPacket legacy = world.Seen.Single();
        Assert.Equal((MdnsWorld.Peer6, 40000), (legacy.Destination6, legacy.DestinationPort));
        Assert.Equal([new MdnsAnswer("nano.local", MdnsPacket.Aaaa, LinkLocal(host), 10, 1)], legacy.Answers);
    }

    [Fact]
    public void KnownAnswer_IsNotRepeatedByIpv6()
    {
        MdnsHost host = Add();
        world.Settle();
        var known = new MdnsPacket { Questions = [new MdnsQuestion("nano.local", MdnsPacket.Aaaa)], Answers = [new MdnsAnswer("nano.local", MdnsPacket.Aaaa, LinkLocal(host), 60)] };
        world.Say6(known);
        world.RunFor(2);
        Assert.Empty(world.Seen);
        Assert.Equal(1, host.Responder.Counters.Suppressed);
        world.Say6(new MdnsPacket { Questions = known.Questions, Answers = [new MdnsAnswer("nano.local", MdnsPacket.Aaaa, LinkLocal(host), 59)] });
        world.RunFor(2);
        Assert.Single(world.Seen);
    }

    [Fact]
    public void AnswerThatAnotherHostGives_SavesItInItsFamilyAlone()
    {
        Add(options: new MdnsOptions { Services = [new MdnsService()] });
        world.Settle();
        world.Say(MdnsPacket.Query(new MdnsQuestion("_http._tcp.local", MdnsPacket.Ptr)));
        world.Say6(MdnsPacket.Query(new MdnsQuestion("_http._tcp.local", MdnsPacket.Ptr)));
        world.Say6(MdnsPacket.Of(new MdnsAnswer("_http._tcp.local", MdnsPacket.Ptr, "nano._http._tcp.local", 4500, 1)));
        world.RunFor(2);
        Assert.False(world.Seen.Single().IsIpv6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NameThatAnotherHostHasByIpv6_IsNotTaken(bool hasIpv4)
    {
        world.Arrived = p =>
        {
            if (p.IsProbe && p.IsIpv6 && p.Questions[0].Name == "nano.local")
            {
                world.Say6(MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.Aaaa, "fe80::64")));
            }
        };
        MdnsHost host = Add(hasIpv4 ? "10.0.0.1" : "0.0.0.0");
        world.RunFor(15);
        Assert.Equal((MdnsState.Running, "nano-2.local"), (host.Responder.State, host.Name));
        Assert.Equal("nano-2.local", world.Responses.Last(p => p.IsIpv6 == hasIpv4 || p.IsIpv6).Answers[0].Name);
    }

    [Fact]
    public void AddressOfAnotherHost_IsAConflictWhereThisHostHasAnotherOfItsKind()
    {
        MdnsHost host = Add();
        world.Settle();
        world.Say6(MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.Aaaa, LinkLocal(host))));
        world.RunFor(1);
        Assert.Equal((0L, MdnsState.Running), (host.Responder.Counters.Conflicts, host.Responder.State));
        world.Say6(MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.Aaaa, "fe80::64")));
        world.RunFor(0.1);
        Assert.Equal((1L, MdnsState.Probing), (host.Responder.Counters.Conflicts, host.Responder.State));
    }

    [Fact]
    public void TwoHostsOfIpv6Alone_SettleWhoseNameItIs()
    {
        MdnsHost one = Add("0.0.0.0");
        MdnsHost other = Add("0.0.0.0");
        world.RunFor(20);
        Assert.Equal(["nano-2.local", "nano.local"], ((string[])[one.Name, other.Name]).Order());
    }

    [Fact]
    public void AddressThatIsMadeOfAPrefix_IsAnnounced_AndNotProbedFor()
    {
        MdnsHost host = Add();
        world.Settle();
        int told = host.States.Count;
        world.Advertise(DiscoveryPackets.Prefix("2001:db8:2::"));
        world.RunFor(10);
        Assert.Empty(world.Probes);
        Assert.Equal(told, host.States.Count);
        string global = $"{host.Stack.internet.ipv6!.GetOwnAddresses().Single(a => !a.IsIPv6LinkLocal)}";
        Assert.Equal([false, true, false, true], world.Responses.Select(p => p.IsIpv6));
        Assert.Equal(["10.0.0.1", LinkLocal(host), global], world.Responses.First().Answers.Take(3).Select(a => a.Data));
        Assert.Equal(1000, world.Seen[2].Time - world.Seen[0].Time);
        Assert.Equal(MdnsState.Running, host.Responder.State);
    }

    [Fact]
    public void End_IsSaidToBothFamilies()
    {
        MdnsHost host = Add();
        world.Settle();
        string link = LinkLocal(host);
        host.Act(host.Responder.Stop);
        world.RunFor(1);
        Assert.Equal([false, true], world.Seen.Select(p => p.IsIpv6));
        Assert.All(world.Seen, p => Assert.All(p.Answers, a => Assert.Equal(0u, a.TimeToLive)));
        Assert.Contains(new MdnsAnswer("nano.local", MdnsPacket.Aaaa, link, 0), world.Seen[1].Answers);
    }

    [Fact]
    public void QuestionFromElsewhere_IsNotAnswered()
    {
        MdnsHost host = Add();
        world.Settle();
        world.Advertise(DiscoveryPackets.Prefix("2001:db8:2::"));
        world.RunFor(5);
        world.Seen.Clear();
        string global = $"{host.Stack.internet.ipv6!.GetOwnAddresses().Single(a => !a.IsIPv6LinkLocal)}";
        world.Say6(MdnsPacket.Query(new MdnsQuestion("nano.local", MdnsPacket.A)), "2001:db8:9::9", destination: global);
        world.RunFor(1);
        Assert.Empty(world.Seen);
        Assert.Equal(1, host.Responder.Counters.Ignored);
    }

    [Fact]
    public void ServicesAreFoundWithAllAddresses()
    {
        MdnsHost host = Add(options: new MdnsOptions { Services = [new MdnsService { Port = 80 }] });
        world.Settle();
        MdnsPacket answer = Ask6(new MdnsQuestion("_http._tcp.local", MdnsPacket.Ptr)).Single();
        Assert.Equal(
            [MdnsPacket.Srv, MdnsPacket.Txt, MdnsPacket.A, MdnsPacket.Aaaa, MdnsPacket.Nsec], answer.Additionals.Select(a => a.Type));
        Assert.Equal(LinkLocal(host), answer.Additionals[3].Data);
    }

    private MdnsHost Add(string? address = null, MdnsOptions? options = null) => world.Add(options, address, new Ipv6Options());

    private List<MdnsPacket> Ask6(MdnsQuestion question)
    {
        world.Seen.Clear();
        world.Say6(MdnsPacket.Query(question));
        world.RunFor(2);
        return [.. world.Seen];
    }

    private static string LinkLocal(MdnsHost host) => $"{host.Stack.internet.ipv6!.GetOwnAddresses().Single(a => a.IsIPv6LinkLocal)}";
}
