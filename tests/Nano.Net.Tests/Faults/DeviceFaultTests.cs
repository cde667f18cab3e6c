using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Faults;

/// <summary>A link device that throws is left alone for a while, and the stack goes on.</summary>
public class DeviceFaultTests
{
    private readonly ThrowingDevice device = new();
    private readonly NetworkStack stack;
    private long now = 5000;

    public DeviceFaultTests()
    {
        stack = new NetworkStack(device, new StackOptions { Address = new IPAddress(Packets.Us), MulticastGroups = 2 });
        Poll();
        RunFor(10_000);
        device.Inner.Sent!.Clear();
        Assert.Equal(0, stack.Counters.Faults);
    }

    [Fact]
    public void ReceiveThatThrows_IsCounted_AndAskedAgainAfter100Milliseconds()
    {
        device.ThrowsInReceive = true;
        Assert.Equal(100, Poll());
        Assert.Equal(1, stack.Counters.Faults);
        Fault fault = stack.context.faults.Take();
        Assert.Equal(("link device", "the bus is stuck"), (fault.part, fault.exception.Message));
        Assert.Null(stack.context.faults.Take());

        device.ThrowsInReceive = false;
        device.Inner.Put(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        int calls = device.Calls;
        now += 99;
        Assert.Equal(1, Poll());
        Assert.Equal(calls, device.Calls);
        Assert.False(stack.IsLinkUp);

        // The pause is over, and what has arrived meanwhile is taken without anybody telling of it.
        now += 1;
        Assert.Equal(1, Poll());
        Assert.True(stack.IsLinkUp);
        now += 1;
        Poll();
        Assert.Single(device.Inner.Sent!);
    }

    [Fact]
    public void PausesGrow_From100MillisecondsTo30Seconds()
    {
        device.ThrowsInReceive = true;
        Poll();
        long before = now;
        int[] expected = [100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000];
        foreach (int pause in expected)
        {
            // The poll that follows the end of the pause asks, and has the next fault.
            long count = stack.Counters.Faults;
            while (stack.Counters.Faults == count)
            {
                now++;
                Poll();
            }

            Assert.Equal(pause + 1, now - before);
            before = now;
        }
    }

    [Theory]
    [InlineData(98, 400)]
    [InlineData(198, 400)]
    [InlineData(199, 100)]
    public void DeviceThatHasWorkedForAsLongAsItsPause_BeginsAnew(int works, int pause)
    {
        device.ThrowsInReceive = true;
        Poll();
        now += 100;
        Poll();
        now += 1;
        Assert.Equal(200, Poll());
        device.ThrowsInReceive = false;
        now += 200;
        Poll();
        now += 1;
        Poll();
        now += works;
        device.ThrowsInReceive = true;
        Poll();
        long before = now;
        while (!stack.IsLinkUp)
        {
            now++;
            Poll();
        }

        Assert.Equal(pause, now - before);
    }

    [Fact]
    public void SendThatThrows_LosesTheFrame_AndThoseOfThePause()
    {
        device.ThrowsInSend = true;
        device.Inner.Put(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        Assert.Equal(100, Poll());
        Assert.Equal((1, 1), (stack.Counters.Faults, stack.Counters.Link.LinkDown));
        device.ThrowsInSend = false;
        device.Inner.Sent!.Clear();
        stack.Configure(new IPAddress(Packets.Us + 1), 24, IPAddress.Any);
        Assert.Empty(device.Inner.Sent);
        Assert.True(stack.Counters.Link.LinkDown > 1);
        Assert.Equal(1, stack.Counters.Faults);
    }

    [Fact]
    public void IsLinkUpThatThrows_IsDown()
    {
        device.ThrowsInIsLinkUp = true;
        Assert.False(stack.IsLinkUp);
        Assert.Equal(1, stack.Counters.Faults);
        device.ThrowsInIsLinkUp = false;
        Assert.True(stack.IsLinkUp);
    }

    [Fact]
    public void MulticastFilterThatThrows_IsToldAfterThePause()
    {
        device.ThrowsInFilter = true;
        Assert.NotEqual(-1, stack.ipv4.groups.Join(0xEF010203));
        Assert.Equal(1, stack.Counters.Faults);
        Poll();
        now += 100;
        Poll();
        Assert.Equal((2, 0), (stack.Counters.Faults, device.Groups));

        // And what changes in the meantime with it.
        device.ThrowsInFilter = false;
        stack.ipv4.groups.Join(0xEF010204);
        Assert.Equal(0, device.Groups);
        now += 200;
        Poll();
        Assert.Equal(3, device.Groups);
        Assert.Equal(2, stack.Counters.Faults);
    }

    /// <summary>What waits for the link must not wait for longer than the pause.</summary>
    [Fact]
    public void LongPause_IsALinkThatGoesDownAndComesUp()
    {
        device.ThrowsInReceive = true;
        Poll();
        foreach (int pause in new[] { 100, 200, 400 })
        {
            Assert.True(stack.link.monitor.isUp || pause > 200);
            now += pause;
            Poll();
            now += 1;
            Poll();
        }

        // The fourth is of 800 ms.
        device.ThrowsInReceive = false;
        now += 1;
        Poll();
        Assert.False(stack.link.monitor.isUp);
        now += 798;
        Poll();
        Assert.False(stack.link.monitor.isUp);
        now += 1;
        Poll();
        now += 1;
        Poll();
        Assert.True(stack.link.monitor.isUp);
    }

    /// <summary>A device that tells of its link may do so while it is left alone, when it looks like one whose link is down.</summary>
    [Fact]
    public void LinkThatChangesInAShortPause_IsUpAfterIt()
    {
        var device = new ThrowingDevice { RaisesLinkChanged = true };
        var stack = new NetworkStack(device, new StackOptions { Address = new IPAddress(Packets.Us) });
        stack.Poll(5000);
        device.ThrowsInReceive = true;
        stack.Poll(5001);
        device.ThrowsInReceive = false;
        device.Inner.IsLinkUp = false;
        device.Inner.IsLinkUp = true;
        stack.Poll(5002);
        Assert.False(stack.link.monitor.isUp);

        stack.Poll(5101);
        stack.Poll(5102);
        Assert.True(stack.link.monitor.isUp);
    }

    private int Poll() => stack.Poll(now);

    private void RunFor(int milliseconds)
    {
        for (int i = 0; i < milliseconds; i += 10)
        {
            now += 10;
            Poll();
        }
    }
}
