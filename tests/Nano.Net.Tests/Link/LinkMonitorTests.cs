using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Tests.Sockets;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.Link;

/// <summary>How the stack notices that the link goes down and comes up, and whom it tells.</summary>
public class LinkMonitorTests
{
    private readonly List<string> told = [];

    [Fact]
    public void DeviceThatSaysSo_IsLookedAtInTheNextPoll_AndWakesNobodyOtherwise()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip);
        NetworkStack stack = Make(device);
        Assert.Equal(NetworkStack.Forever, stack.Poll(1000));
        device.IsLinkUp = false;
        Assert.True(stack.link.monitor.isUp);
        Assert.Equal(NetworkStack.Forever, stack.Poll(1001));
        Assert.Equal(["down"], told);
        device.IsLinkUp = true;
        stack.Poll(1002);
        Assert.Equal(["down", "up"], told);
        stack.Poll(5000);
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public void HintWithoutAChange_IsToldNobody()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip);
        NetworkStack stack = Make(device);
        stack.Poll(1000);
        device.IsLinkUp = true;
        stack.Poll(1001);
        Assert.Empty(told);
        device.IsLinkUp = false;
        stack.Poll(1002);
        device.IsLinkUp = false;
        stack.Poll(1003);
        Assert.Equal(["down"], told);
    }

    /// <summary>A stack that was busy elsewhere may find another network behind the link.</summary>
    [Fact]
    public void LinkThatWasDownBetweenTwoPolls_IsToldDownAndUp_Once()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip);
        NetworkStack stack = Make(device);
        stack.Poll(1000);
        device.IsLinkUp = false;
        device.IsLinkUp = true;
        stack.Poll(9000);
        Assert.Equal(["down", "up"], told);
        Assert.True(stack.link.monitor.isUp);
        device.IsLinkUp = true;
        stack.Poll(9001);
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public void LinkThatWasUpBetweenTwoPolls_IsToldNobody()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip) { IsLinkUp = false };
        NetworkStack stack = Make(device);
        stack.Poll(1000);
        device.IsLinkUp = true;
        device.IsLinkUp = false;
        stack.Poll(1001);
        Assert.Empty(told);
    }

    [Fact]
    public void ChangeWithinThePoll_IsSeenInTheSamePoll()
    {
        // A driver may notice only when it is asked for frames.
        var device = new FakeLinkDevice(medium: LinkMedium.Ip);
        NetworkStack stack = Make(device);
        stack.Poll(1000);
        device.Put(Packets.Ip(17, [1, 2, 3], destination: Packets.FarAway));
        stack.AddFrameObserver(new OnFrame(() => device.IsLinkUp = false));
        stack.Poll(1001);
        Assert.Equal(["down"], told);
    }

    [Fact]
    public void DeviceThatDoesNotSaySo_IsLookedAtTwiceASecond()
    {
        var device = new SilentDevice();
        NetworkStack stack = Make(device);
        Assert.Equal(500, stack.Poll(10_000));
        Assert.Equal(1, stack.Poll(10_499));
        device.IsLinkUp = false;
        stack.Poll(10_499);
        Assert.Empty(told);
        Assert.Equal(500, stack.Poll(10_500));
        Assert.Equal(["down"], told);
        device.IsLinkUp = true;
        Assert.Equal(1, stack.Poll(10_999));
        Assert.Single(told);
        stack.Poll(11_000);
        Assert.Equal(["down", "up"], told);
        device.Looks = 0;
        for (int now = 11_001; now <= 12_000; now++)
        {
            stack.Poll(now);
        }

        Assert.Equal(2, device.Looks);
    }

    [Fact]
    public void LinkThatIsDownAtFirst_IsToldWhenItComesUp()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip) { IsLinkUp = false };
        NetworkStack stack = Make(device);
        stack.Poll(1000);
        Assert.Empty(told);
        device.IsLinkUp = true;
        stack.Poll(2000);
        Assert.Equal(["up"], told);
    }

    [Fact]
    public void Services_AreToldInTheOrderOfTheirStart_WhileTheyRun()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip);
        var stack = new NetworkStack(device, new StackOptions { Address = new IPAddress([10, 0, 0, 1]) });
        var runner = new StackRunner(stack, new SkippingClock());
        var first = new Listening(runner, told, "first");
        var second = new Listening(runner, told, "second");
        var never = new Listening(runner, told, "never");
        second.Start();
        first.Start();
        Set(stack, device, false);
        Assert.Equal(["second down", "first down"], told);
        Assert.False(first.IsLinkUp);
        second.Stop();
        told.Clear();
        Set(stack, device, true);
        Assert.Equal(["first up"], told);
        Assert.True(never.IsLinkUp);
    }

    [Fact]
    public void ServiceThatAnotherOneStopsMeanwhile_IsNotTold()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip);
        var stack = new NetworkStack(device, new StackOptions { Address = new IPAddress([10, 0, 0, 1]) });
        var runner = new StackRunner(stack, new SkippingClock());
        var first = new Listening(runner, told, "first");
        var second = new Listening(runner, told, "second");
        first.Start();
        second.Start();
        first.Told = second.Stop;
        Set(stack, device, false);
        Assert.Equal(["first down"], told);
    }

    [Fact]
    public void Runner_IsWokenByADeviceThatSaysSo()
    {
        var device = new FakeLinkDevice(medium: LinkMedium.Ip);
        var stack = new NetworkStack(device, new StackOptions { Address = new IPAddress([10, 0, 0, 1]) });
        using var seen = new ManualResetEventSlim();
        stack.link.monitor.changed += _ => seen.Set();
        using (var runner = new StackRunner(stack, new SystemClock()))
        {
            runner.Start();
            device.IsLinkUp = false;
            Assert.True(seen.Wait(TimeSpan.FromSeconds(30)));
        }

        // Who has ended listens no more; the stack itself still does.
        Assert.Single(device.LinkListeners);
    }

    private static void Set(NetworkStack stack, FakeLinkDevice device, bool isUp)
    {
        device.IsLinkUp = isUp;
        stack.Poll(stack.context.now + 1);
    }

    private NetworkStack Make(ILinkDevice device)
    {
        // Bare packets, so that there is no ARP and no timer of an address.
        var stack = new NetworkStack(device, new StackOptions { Address = new IPAddress([10, 0, 0, 1]) });
        stack.link.monitor.changed += isUp => told.Add(isUp ? "up" : "down");
        return stack;
    }

    private sealed class Listening(StackRunner runner, List<string> told, string name) : StackService(runner)
    {
        internal Action? Told { get; set; }

        internal override void OnLinkChanged(bool isUp)
        {
            told.Add(name + (isUp ? " up" : " down"));
            Told?.Invoke();
        }

        internal override void OnStart()
        {
        }

        internal override void OnStop()
        {
        }

        internal override void OnDue(long now)
        {
        }

        internal override void OnDatagram(UdpEndpoint endpoint, Nano.Net.Internet.Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
        }
    }

    private sealed class OnFrame(Action received) : IFrameObserver
    {
        public void FrameReceived(byte[] buffer, int offset, int length) => received();

        public void FrameSent(byte[] buffer, int offset, int length)
        {
        }
    }
}
