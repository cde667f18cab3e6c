using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Link;

public class FrameObserverTests
{
    private readonly FakeLinkDevice device = new();
    private readonly NetworkStack stack;
    private readonly List<string> seen = new();

    public FrameObserverTests()
    {
        stack = new NetworkStack(device, new StackOptions { Address = new IPAddress(Packets.Us) });
        stack.Poll(0);
    }

    [Fact]
    public void SeveralObservers_SeeEveryFrame_InTheOrderInWhichTheyCame()
    {
        stack.AddFrameObserver(new Observer("a", seen));
        stack.AddFrameObserver(new Observer("b", seen));
        stack.AddFrameObserver(new Observer("c", seen));
        Ask();
        Assert.Equal(new[] { "a received", "b received", "c received", "a sent", "b sent", "c sent" }, seen);
    }

    [Theory]
    [InlineData("a", "b received, c received, b sent, c sent")]
    [InlineData("b", "a received, c received, a sent, c sent")]
    [InlineData("c", "a received, b received, a sent, b sent")]
    public void RemovedObserver_SeesNothingMore_AndTheOthersDo(string name, string expected)
    {
        Dictionary<string, Observer> observers = new[] { "a", "b", "c" }.ToDictionary(n => n, n => new Observer(n, seen));
        foreach (Observer observer in observers.Values)
        {
            stack.AddFrameObserver(observer);
        }

        stack.RemoveFrameObserver(observers[name]);
        Ask();
        Assert.Equal(expected, string.Join(", ", seen));
    }

    [Fact]
    public void LastObserverRemoved_LeavesNobodyToBeAsked()
    {
        Observer a = new("a", seen);
        Observer b = new("b", seen);
        stack.AddFrameObserver(a);
        stack.AddFrameObserver(b);
        stack.RemoveFrameObserver(a);
        Assert.Same(b, stack.link.observers);
        stack.RemoveFrameObserver(b);
        Assert.Null(stack.link.observers);
    }

    [Fact]
    public void ObserverThatWasNeverAdded_IsRemovedWithoutHarm()
    {
        Observer a = new("a", seen);
        stack.RemoveFrameObserver(a);
        Assert.Null(stack.link.observers);
        stack.AddFrameObserver(a);
        stack.AddFrameObserver(new Observer("b", seen));
        stack.RemoveFrameObserver(new Observer("c", seen));
        Ask();
        Assert.Equal(new[] { "a received", "b received", "a sent", "b sent" }, seen);
    }

    [Fact]
    public void ObserverAddedTwice_IsRemovedOnce()
    {
        Observer a = new("a", seen);
        stack.AddFrameObserver(a);
        stack.AddFrameObserver(a);
        stack.RemoveFrameObserver(a);
        Ask();
        Assert.Equal(new[] { "a received", "a sent" }, seen);
    }

    [Fact]
    public void ObserverThatRemovesItselfWhenCalled_HidesTheFrameFromNobody()
    {
        Observer a = new("a", seen);
        a.Called = () => stack.RemoveFrameObserver(a);
        stack.AddFrameObserver(a);
        stack.AddFrameObserver(new Observer("b", seen));
        Ask();
        Assert.Equal(new[] { "a received", "b received", "b sent" }, seen);
    }

    [Fact]
    public void NoObserver_IsNoObserver()
    {
        Assert.Equal("observer", Assert.Throws<ArgumentNullException>(() => stack.AddFrameObserver(null!)).ParamName);
        Assert.Equal("observer", Assert.Throws<ArgumentNullException>(() => stack.RemoveFrameObserver(null!)).ParamName);
        Assert.Equal("observer", Assert.Throws<ArgumentNullException>(() => stack.AddTcpObserver(null!)).ParamName);
        Assert.Equal("observer", Assert.Throws<ArgumentNullException>(() => stack.RemoveTcpObserver(null!)).ParamName);
    }

    private void Ask()
    {
        device.Put(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
        stack.Poll(1);
    }

    private sealed class Observer(string name, List<string> seen) : IFrameObserver
    {
        public Action? Called { get; set; }

        public void FrameReceived(byte[] buffer, int offset, int length) => See(" received");

        public void FrameSent(byte[] buffer, int offset, int length) => See(" sent");

        private void See(string what)
        {
            seen.Add(name + what);
            Called?.Invoke();
        }
    }
}
