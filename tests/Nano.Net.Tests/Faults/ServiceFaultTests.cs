using Nano.Net.Core;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Tests.Services;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.Faults;

/// <summary>A callback that throws changes nothing for its service, and a service that throws nothing for the stack.</summary>
public class ServiceFaultTests
{
    [Fact]
    public void DhcpClientChanged_MayThrow()
    {
        var world = new ServiceWorld { ExpectsFaults = true };
        var server = new ScriptedDhcpServer(world.Server);
        var client = new DhcpClient(world.Runner, new DhcpClientOptions());
        client.Changed += _ => throw new InvalidOperationException("no");
        world.Act(client.Start);
        world.RunUntil(() => client.State == DhcpState.Bound);
        Assert.Equal("10.0.0.50", world.Address);
        ExpectFault(world, "DhcpClient.Changed", "no");
        world.RunUntil(() => client.Counters.Renewals == 1, 7200);
        world.Act(client.Stop);
        Assert.Equal("0.0.0.0", world.Address);
        world.RunFor(1);
        Assert.Single(server.Of(DhcpPacket.Release));
    }

    [Fact]
    public void SntpClientSynchronized_MayThrow()
    {
        var world = new ServiceWorld("10.0.0.1") { ExpectsFaults = true };
        var client = new SntpClient(world.Runner, new SntpClientOptions { Servers = [new IPAddress(Packets.Peer)], StartDelay = 0 });
        client.Synchronized += _ => throw new InvalidOperationException("no");
        world.Server.Arrived = request =>
        {
            byte[] reply = new byte[48];
            reply[0] = 0x24;
            reply[1] = 2;
            request.Payload[40..48].CopyTo(reply, 24);
            Packets.Put32(reply, 32, 0xEC000000);
            Packets.Put32(reply, 40, 0xEC000000);
            Packets.Put32(reply, 16, 0xEC000000);
            world.Server.SendUdp(request.Destination, 123, request.Source, request.SourcePort, reply, world.Wire.A.HardwareAddress);
        };
        world.Act(client.Start);
        world.RunUntil(() => client.IsSynchronized);
        ExpectFault(world, "SntpClient.Synchronized", "no");
        world.RunUntil(() => client.Counters.Replies == 2, 8000);
        Assert.Equal(2, world.Stack.Counters.Faults);
    }

    [Fact]
    public void MdnsResponderChanged_MayThrow()
    {
        var world = new ServiceWorld("10.0.0.1", groups: 1) { ExpectsFaults = true };
        var responder = new MdnsResponder(world.Runner, new MdnsOptions { HostName = "nano" });
        responder.Changed += _ => throw new InvalidOperationException("no");
        world.Act(responder.Start);
        world.RunUntil(() => responder.State == MdnsState.Running);
        ExpectFault(world, "MdnsResponder.Changed", "no");
    }

    [Fact]
    public void CallbackMayStopItsService_AndEndItsRunner()
    {
        var world = new ServiceWorld();
        _ = new ScriptedDhcpServer(world.Server);
        var client = new DhcpClient(world.Runner, new DhcpClientOptions());
        client.Changed += c =>
        {
            if (c.State == DhcpState.Bound)
            {
                c.Stop();
                world.Runner.Dispose();
            }
        };
        world.Act(client.Start);
        world.RunUntil(() => !client.IsRunning);
        Assert.Throws<ObjectDisposedException>(client.Start);
    }

    [Fact]
    public void ServiceThatThrowsWhenItsDeadlineComes_IsCalledAgain_AfterPausesThatGrow()
    {
        var world = new ServiceWorld("10.0.0.1") { ExpectsFaults = true };
        var service = new Thrower(world.Runner);
        world.Act(service.Start);
        world.RunFor(400);
        long[] times = [.. service.Due];
        long[] pauses = [.. times.Zip(times.Skip(1), (a, b) => b - a)];
        Assert.Equal([1000, 2000, 4000, 8000, 16000, 32000, 64000, 64000, 64000, 64000], pauses.Take(10));
        ExpectFault(world, "Thrower", "due");

        // Once it has succeeded, the next one begins anew.
        service.Throws = false;
        world.RunUntil(() => service.Due.Count > times.Length);
        service.Throws = true;
        int count = service.Due.Count;
        world.RunUntil(() => service.Due.Count == count + 2);
        Assert.Equal(1000, service.Due[count + 1] - service.Due[count]);
        world.Act(service.Stop);
        Assert.False(service.IsRunning);
    }

    [Fact]
    public void ServiceThatThrowsAtADatagram_LosesIt()
    {
        var world = new ServiceWorld("10.0.0.1") { ExpectsFaults = true };
        var service = new Thrower(world.Runner) { Throws = false };
        world.Act(service.Start);
        world.RunFor(1);
        world.Server.SendUdp(ServiceWorld.ServerNumber, 9, Packets.Us, Thrower.Port, [1], world.Wire.A.HardwareAddress);
        world.RunFor(1);
        ExpectFault(world, "Thrower", "datagram");
        Assert.True(service.IsRunning);
        world.Runner.Dispose();
        Assert.Equal("stop", world.Stack.context.faults.Take().exception.Message);
    }

    private static void ExpectFault(ServiceWorld world, string part, string message)
    {
        Fault fault = world.Stack.context.faults.Take();
        Assert.NotNull(fault);
        Assert.Equal((part, message), (fault.part, fault.exception.Message));
    }

    private sealed class Thrower : StackService
    {
        internal const int Port = 4000;
        private readonly UdpEndpoint endpoint;

        internal Thrower(StackRunner runner)
            : base(runner)
        {
            endpoint = MakeEndpoint();
        }

        internal bool Throws { get; set; } = true;

        internal List<long> Due { get; } = [];

        internal override void OnStart()
        {
            Open(endpoint, Port);
            SetDeadline(context.now);
        }

        internal override void OnStop()
        {
            endpoint.Close();
            throw new InvalidOperationException("stop");
        }

        internal override void OnDue(long now)
        {
            Due.Add(now);
            if (Throws)
            {
                throw new InvalidOperationException("due");
            }

            SetDeadline(now + 5000);
        }

        internal override void OnDatagram(UdpEndpoint endpoint, Nano.Net.Internet.Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length) =>
            throw new InvalidOperationException("datagram");
    }
}
