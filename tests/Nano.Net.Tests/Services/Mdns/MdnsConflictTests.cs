using Nano.Net.Services;

namespace Nano.Net.Tests.Services.Mdns;

/// <summary>Several hosts that want the same name (RFC 6762 sections 8.1, 8.2 and 9).</summary>
public class MdnsConflictTests
{
    private readonly MdnsWorld world = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void HostsWithTheSameNameThatStartTogether_EndWithDifferentNames(int seed)
    {
        var crowd = new MdnsWorld((ulong)seed);
        for (int i = 0; i < 4; i++)
        {
            crowd.Add(new MdnsOptions { Services = [new MdnsService()] });
        }

        crowd.RunFor(30);
        Assert.All(crowd.Hosts, host => Assert.Equal(MdnsState.Running, host.Responder.State));
        Assert.Equal(["nano-2.local", "nano-3.local", "nano-4.local", "nano.local"], crowd.Hosts.Select(host => host.Name).Order());
        Assert.Equal(4, crowd.Hosts.Select(host => host.Responder.GetInstanceName(0)).Distinct().Count());
        foreach (MdnsHost host in crowd.Hosts)
        {
            Assert.Equal(host.Stack.Address.ToString(), Assert.Single(crowd.Ask(host.Name, MdnsPacket.A)).Answers[0].Data);
        }
    }

    [Fact]
    public void NameOfAHostThatIsThere_IsLeftToIt()
    {
        world.Add();
        world.Settle();
        MdnsHost late = world.Add();
        world.RunFor(10);
        Assert.Equal(["nano.local", "nano-2.local"], world.Hosts.Select(host => host.Name));
        Assert.Equal(1, late.Responder.Counters.Conflicts);
        Assert.DoesNotContain(world.Responses, r => r.Source == 0x0A000002 && r.Answers.Any(a => a.Name == "nano.local"));
    }

    [Theory]
    [InlineData(MdnsPacket.A, "10.0.0.9")]
    [InlineData(MdnsPacket.Aaaa, "fe80::1")]
    public void AnyRecordOfTheName_TellsWhoProbesThatItIsTaken(int type, string data)
    {
        MdnsHost host = world.Add();
        world.RunUntil(() => world.Probes.Any());
        world.Say(MdnsPacket.Of(new MdnsAnswer("Nano.local", type, data)));
        world.RunFor(10);
        Assert.Equal("nano-2.local", host.Name);
        Assert.Equal("nano-2.local", world.Responses.First().Answers[0].Name);
    }

    [Fact]
    public void OwnRecordsThatComeBack_AreNoConflict()
    {
        MdnsHost host = world.Add(MdnsQueryTests.WithServices);
        world.Arrived = packet =>
        {
            if (packet.Source == 0x0A000001)
            {
                // Without what this builder does not know.
                packet.Answers.RemoveAll(answer => answer.Type == MdnsPacket.Nsec);
                world.Say(packet);
            }
        };
        world.RunFor(20);
        Assert.Equal((MdnsState.Running, "nano.local", 0L), (host.Responder.State, host.Name, host.Responder.Counters.Conflicts));
    }

    [Fact]
    public void NameThatWasInUse_IsProbedForAgain_AndGivenUpOnlyIfItIsDefended()
    {
        MdnsHost host = world.Add();
        world.Settle();
        MdnsPacket claim = MdnsPacket.Of(new MdnsAnswer("nano.local", MdnsPacket.A, "10.0.0.9"));
        world.Say(claim);
        world.RunFor(5);
        Assert.Equal(3, world.Probes.Count());
        Assert.Equal((MdnsState.Running, "nano.local"), (host.Responder.State, host.Name));
        world.Arrived = packet =>
        {
            if (packet.IsProbe && packet.Questions[0].Name == "nano.local")
            {
                world.Say(claim);
            }
        };
        world.Say(claim);
        world.RunFor(5);
        Assert.Equal((MdnsState.Running, "nano-2.local"), (host.Responder.State, host.Name));
    }

    [Theory]
    [InlineData("Nano (2)", MdnsPacket.Srv, "80 other.local")]
    [InlineData("Nano (2)", MdnsPacket.Txt, "other")]
    public void NameOfAService_HasANumberOfItsOwn(string expected, int type, string data)
    {
        MdnsHost host = world.Add(new MdnsOptions { Services = [new MdnsService { InstanceName = "Nano" }] });
        world.RunUntil(() => world.Probes.Any());
        world.Say(MdnsPacket.Of(new MdnsAnswer("Nano._http._tcp.local", type, data)));
        world.RunFor(10);
        Assert.Equal("nano.local", host.Name);
        Assert.Equal(expected, host.Responder.GetInstanceName(0));
        Assert.Equal($"{expected}._http._tcp.local", Assert.Single(world.Ask("_http._tcp.local", MdnsPacket.Ptr)).Answers[0].Data);
    }

    [Theory]
    [InlineData("10.0.0.200", true)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.0.0.1", false)]
    public void WhoProbesWithTheGreaterAddress_GoesFirst(string address, bool first)
    {
        MdnsHost host = world.Add();
        world.RunUntil(() => world.Probes.Any());
        long before = world.Milliseconds;
        world.Say(new MdnsPacket
        {
            Questions = [new MdnsQuestion("nano.local", MdnsPacket.Any, 0x8001)],
            Authorities = [new MdnsAnswer("NANO.local", MdnsPacket.A, address, Class: 1)],
        });
        world.RunFor(10);
        Assert.Equal(first ? 1 : 0, host.Responder.Counters.TieBreaksLost);
        Assert.Equal(first ? 4 : 3, world.Probes.Count());
        Assert.InRange(world.Probes.ElementAt(1).Time - before, first ? 1000 : 250, first ? 1000 : 250);
        Assert.Equal("nano.local", host.Name);
    }

    [Fact]
    public void WhoProposesMoreBesidesTheSame_GoesFirst()
    {
        MdnsHost host = world.Add(new MdnsOptions { Services = [new MdnsService { Port = 80 }] });
        world.RunUntil(() => world.Probes.Any());

        // The lists are put in order first; then they are the same, and only one goes on.
        world.Say(new MdnsPacket
        {
            Questions = [new MdnsQuestion("nano._http._tcp.local", MdnsPacket.Any, 0x8001)],
            Authorities =
            [
                new MdnsAnswer("nano._http._tcp.local", MdnsPacket.Srv, "80 nano.local", Class: 1),
                new MdnsAnswer("nano._http._tcp.local", 99, "00", Class: 1),
                new MdnsAnswer("nano._http._tcp.local", MdnsPacket.Txt, "", 4500, Class: 1),
            ],
        });
        world.RunFor(0.1);
        Assert.Equal(1, host.Responder.Counters.TieBreaksLost);
    }

    [Fact]
    public void WhereAllNamesAreTaken_ItTriesMoreSlowly()
    {
        MdnsHost host = world.Add();
        world.Arrived = packet =>
        {
            if (packet.IsProbe)
            {
                world.Say(MdnsPacket.Of(new MdnsAnswer(packet.Questions[0].Name, MdnsPacket.A, "10.0.0.9")));
            }
        };
        world.RunFor(60);
        long[] times = [.. world.Probes.Select(probe => probe.Time)];
        Assert.All(times.Skip(15).Zip(times.Skip(16)), pair => Assert.True(pair.Second - pair.First >= 5000));
        Assert.True(times[14] < 10000);
        Assert.InRange(times.Length, 16, 30);
        world.Arrived = null;
        world.RunFor(10);
        Assert.Equal(MdnsState.Running, host.Responder.State);
        Assert.StartsWith("nano-", host.Name);
    }

    [Fact]
    public void LongNames_MakeRoomForTheirNumber_WithoutCuttingCharactersInTwo()
    {
        string label = new('n', 63);
        string service = string.Concat(Enumerable.Repeat("é", 31)) + "x";
        MdnsHost host = world.Add(new MdnsOptions { HostName = label, Services = [new MdnsService { InstanceName = service }] });
        world.RunUntil(() => world.Probes.Any());
        world.Say(MdnsPacket.Of(new MdnsAnswer($"{label}.local", MdnsPacket.A, "10.0.0.9")));
        world.RunUntil(() => world.Probes.Count() > 1);
        world.Say(MdnsPacket.Of(new MdnsAnswer($"{service}._http._tcp.local", MdnsPacket.Txt, "x")));
        world.RunFor(10);
        Assert.Equal(new string('n', 61) + "-2.local", host.Name);
        Assert.Equal(string.Concat(Enumerable.Repeat("é", 29)) + " (2)", host.Responder.GetInstanceName(0));
    }
}
