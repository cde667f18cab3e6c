using System.Collections.Concurrent;
using Nano.Net.Core;
using Nano.Net.Sockets;
using Nano.Net.Tests.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Faults;

/// <summary>What throws on the runner's thread is told, and ends nothing else.</summary>
public sealed class RunnerFaultTests : IDisposable
{
    private readonly ThrowingDevice device = new();
    private readonly Clock clock = new();
    private readonly StackRunner runner;
    private readonly BlockingCollection<string> told = [];

    public RunnerFaultTests()
    {
        runner = new StackRunner(new NetworkStack(device, new StackOptions { Address = new IPAddress(Packets.Us) }), clock);
        runner.Faulted += (exception, part) => told.Add(part + ": " + exception.Message);
    }

    public void Dispose()
    {
        runner.Dispose();
        told.Dispose();
    }

    [Fact]
    public void DeviceThatThrows_IsTold_AndTheStackGoesOn()
    {
        runner.Start();
        device.ThrowsInReceive = true;
        device.Inner.Put(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Assert.Equal("link device: the bus is stuck", Told());
        device.ThrowsInReceive = false;
        SocketHosts.Until(() => device.Inner.SentCount > 1);
    }

    [Fact]
    public void HandlerThatThrows_IsCounted_AndTheNextFaultIsToldAllTheSame()
    {
        runner.Faulted += (_, _) => throw new InvalidOperationException();
        runner.Start();
        runner.ReportFault(new IOException("one"), "a part");
        Assert.Equal("a part: one", Told());
        runner.ReportFault(new IOException("two"), "a part");
        Assert.Equal("a part: two", Told());
        SocketHosts.Until(() => runner.Stack.Counters.Faults == 4);
    }

    [Fact]
    public void ClockThatThrows_StandsStill_AndIsToldOnce_UntilItRunsAgain()
    {
        runner.Start();
        using var client = new UdpClient(runner, 7);
        long before = runner.Clock.Milliseconds;
        clock.Throws = true;
        Assert.InRange(runner.Clock.Milliseconds, before, before + 10_000);
        long stands = runner.Clock.Milliseconds;
        Thread.Sleep(20);
        Assert.Equal(stands, runner.Clock.Milliseconds);
        Assert.Equal("clock: it has stopped", Told());
        client.Send([1], 1, new IPEndPoint(new IPAddress(Packets.Peer), 7));
        Assert.Equal(1, runner.Stack.Counters.Faults);
        clock.Throws = false;
        Assert.True(runner.Clock.Milliseconds > stands);
        clock.Throws = true;
        Assert.Equal(runner.Clock.Milliseconds, runner.Clock.Milliseconds);
        Assert.Equal("clock: it has stopped", Told());
    }

    [Fact]
    public void Dispose_FromAHandler_DoesNotWaitForItself()
    {
        runner.Faulted += (_, _) => runner.Dispose();
        runner.Start();
        var receiving = new UdpClient(runner, 7);
        Task<Exception?> waiting = SocketHosts.Start(() =>
        {
            IPEndPoint from = null!;
            receiving.Receive(new byte[1], ref from);
        });
        runner.ReportFault(new IOException("one"), "a part");
        Assert.Equal(SocketError.Interrupted, Assert.IsType<SocketException>(SocketHosts.Finish(waiting)).SocketErrorCode);
        Assert.Throws<ObjectDisposedException>(() => new UdpClient(runner, 8));
    }

    /// <summary>The callback is made by a thread that holds the lock, for which the runner's thread waits.</summary>
    [Fact]
    public void Dispose_FromAnObserver_OnAnotherThread_DoesNotWaitForTheRunners()
    {
        runner.Start();
        runner.Stack.AddFrameObserver(new Disposer(runner));
        Task<Exception?> sending = SocketHosts.Start(() =>
        {
            using var client = new UdpClient(runner, 7) { EnableBroadcast = true };
            client.Send([1], 1, new IPEndPoint(IPAddress.Parse("255.255.255.255"), 7));
        });
        Assert.Null(SocketHosts.Finish(sending));
        SocketHosts.Until(() =>
        {
            try
            {
                runner.CheckRunning();
                return false;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        });
    }

    [Fact]
    public void StartThatFails_MayBeTriedAgain()
    {
        device.ThrowsInEvent = true;
        Assert.Throws<InvalidOperationException>(runner.Start);
        device.ThrowsInEvent = false;
        runner.Start();
        runner.ReportFault(new IOException("one"), "a part");
        Assert.Equal("a part: one", Told());
    }

    [Fact]
    public void Dispose_GoesToItsEnd_WhateverTheDeviceThrows()
    {
        runner.Start();
        device.ThrowsInEvent = true;
        runner.Dispose();
        Assert.Equal("link device: the bus is stuck", Told());
    }

    [Fact]
    public void MoreFaultsThanAreKept_AreCounted()
    {
        var log = new FaultLog();
        for (int i = 0; i < 10; i++)
        {
            log.Add(new IOException(i.ToString()), "a part");
        }

        Assert.Equal(10, log.Count);
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(i.ToString(), log.Take().exception.Message);
        }

        Assert.Null(log.Take());
        log.Add(new IOException("again"), "a part");
        Assert.Equal("again", log.Take().exception.Message);
    }

    private string Told()
    {
        Assert.True(told.TryTake(out string? text, TimeSpan.FromSeconds(20)), "nothing was told");
        return text;
    }

    private sealed class Clock : IClock
    {
        internal volatile bool Throws;

        public long Milliseconds => Throws ? throw new InvalidOperationException("it has stopped") : Environment.TickCount64;
    }

    private sealed class Disposer(StackRunner runner) : Nano.Net.Link.IFrameObserver
    {
        public void FrameReceived(byte[] buffer, int offset, int length)
        {
        }

        public void FrameSent(byte[] buffer, int offset, int length) => runner.Dispose();
    }
}
