using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services.Mdns;

public class MdnsOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nano.local")]
    [InlineData("-nano")]
    [InlineData("na_no")]
    [InlineData("n234567890123456789012345678901234567890123456789012345678901234")]
    public void HostNames_AreOneLabel(string? name) => Refused("HostName", new MdnsOptions { HostName = name! });

    [Theory]
    [InlineData(null)]
    [InlineData("http._tcp")]
    [InlineData("_http")]
    [InlineData("_http._sctp")]
    [InlineData("_._tcp")]
    [InlineData("_ht tp._tcp")]
    [InlineData("_http._tcp.local")]
    [InlineData("_sixteenletters16._tcp")]
    public void Types_AreThoseOfDnsSd(string? type) => Refused("Type", With(new MdnsService { Type = type! }));

    [Fact]
    public void NumbersAndTexts_AreChecked()
    {
        Refused("Port", With(new MdnsService { Port = 0 }));
        Refused("Port", With(new MdnsService { Port = 65536 }));
        Refused("InstanceName", With(new MdnsService { InstanceName = "" }));
        Refused("InstanceName", With(new MdnsService { InstanceName = new string('é', 32) }));
        Refused("Text", With(new MdnsService { Text = [""] }));
        Refused("Text", With(new MdnsService { Text = [new string('x', 256)] }));
        Refused("Text", With(new MdnsService { Text = [new string('x', 200), new string('x', 199)] }));
        Refused("HostTimeToLive", new MdnsOptions { HostTimeToLive = 9 });
        Refused("ServiceTimeToLive", new MdnsOptions { ServiceTimeToLive = 86401 });
        Refused("Services", new MdnsOptions { Services = new MdnsService[9] });
        Refused("Services", new MdnsOptions { Services = new MdnsService[1] });
        With(new MdnsService { Type = "_fifteen-letters._udp", Text = [new string('x', 200), new string('x', 198)] }).Validate();
    }

    [Fact]
    public void ServicesThatDoNotFitAPacket_AreRefused()
    {
        MdnsService[] services = [.. Enumerable.Range(0, 4).Select(i => new MdnsService { InstanceName = $"{i}", Text = [new string('x', 255), new string('y', 143)] })];
        var stack = new NetworkStack(new FakeLinkDevice(), new StackOptions());
        var runner = new StackRunner(stack, new MdnsWorld());
        Assert.Contains("Text", Assert.Throws<ArgumentException>(() => new MdnsResponder(runner, new MdnsOptions { Services = services })).Message);
        _ = new MdnsResponder(runner, new MdnsOptions { Services = services[..3] });
    }

    [Fact]
    public void Answering_AllocatesNothing()
    {
        var device = new FakeLinkDevice();
        var world = new MdnsWorld();
        var stack = new NetworkStack(device, new StackOptions { Address = new IPAddress(Packets.Us), MulticastGroups = 1 });
        var runner = new StackRunner(stack, world);
        var responder = new MdnsResponder(runner, MdnsQueryTests.WithServices);
        responder.Start();
        long now = 0;
        for (; now < 20000; now += 50)
        {
            stack.Poll(now);
        }

        Assert.Equal(MdnsState.Running, responder.State);
        device.Sent = null;
        byte[] query = MdnsPacket.Query(new MdnsQuestion("_http._tcp.local", MdnsPacket.Ptr), new MdnsQuestion("nano.local", MdnsPacket.Aaaa)).ToBytes();
        byte[] frame = Packets.FromPeer(Packets.Ip(17, Packets.Udp(5353, 5353, query, destination: MdnsWorld.Group), destination: MdnsWorld.Group), MdnsWorld.GroupHardware);
        int answers = 0;
        int sent = device.SentCount;
        Assert.Equal(0, Allocations.Of(Answer));
        Assert.Equal(answers, device.SentCount - sent);

        void Answer()
        {
            answers++;
            device.Put(frame);
            for (long end = now + 5000; now < end; now += 50)
            {
                stack.Poll(now);
            }
        }
    }

    private static MdnsOptions With(MdnsService service) => new() { Services = [service] };

    private static void Refused(string option, MdnsOptions options) =>
        Assert.Contains(option, Assert.Throws<ArgumentException>(options.Validate).Message);
}
