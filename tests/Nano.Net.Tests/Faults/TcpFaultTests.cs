using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Tests.Tcp;

namespace Nano.Net.Tests.Faults;

/// <summary>What throws in the middle of what TCP does leaves the connection as if it had not.</summary>
public sealed class TcpFaultTests : TcpTest
{
    private readonly TcpPeer peer;
    private readonly TcpConnection connection;

    public TcpFaultTests()
    {
        peer = NewPeer();
        peer.ExpectsFaults = true;
        connection = peer.Accept();
    }

    [Fact]
    public void DeviceThatThrows_HasTheSegmentSentAgain_ByTheRetransmissionTimer()
    {
        peer.Device.Fault = new InvalidOperationException();
        Write(connection, 0, 500);
        Assert.Equal(1, peer.Stack.Counters.Faults);
        peer.Device.Fault = null;
        SentSegment segment = peer.AdvanceToNext();
        Assert.Equal(Bytes(0, 500), segment.Data);
        peer.Send(Ack, seq: 1, ack: 501);
        Write(connection, 500, 10);
        Assert.Equal(Bytes(500, 10), peer.Take().Data);
        Assert.Equal(1, peer.Stack.Counters.Faults);
    }

    [Fact]
    public void ObserverThatThrows_IsRemoved_AndTheStateHasChangedAllTheSame()
    {
        var other = new Watcher();
        peer.Stack.AddTcpObserver(new Thrower());
        peer.Stack.AddTcpObserver(other);
        peer.Send(Ack | Fin, seq: 1, ack: 1);
        Assert.Equal(TcpState.CloseWait, connection.state);
        Assert.Equal(1, peer.Stack.Counters.Faults);
        Assert.Equal("TCP observer", peer.Stack.context.faults.Take().part);
        connection.Close();
        peer.AdvanceToNext();
        Assert.Equal(TcpState.CloseWait, other.States[0]);
        Assert.Contains(TcpState.LastAck, other.States);
        Assert.Equal(1, peer.Stack.Counters.Faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FrameObserverThatThrows_IsRemoved_AndTheFrameGoesItsWay(bool received)
    {
        peer.Stack.AddFrameObserver(new Thrower { InReceived = received });
        var other = new Watcher();
        peer.Stack.AddFrameObserver(other);
        peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 100));
        Assert.Equal(Bytes(0, 100), Read(connection));
        Write(connection, 0, 5);
        Assert.Equal(Bytes(0, 5), peer.AdvanceToNext().Data);
        Assert.Equal(1, peer.Stack.Counters.Faults);
        Assert.Equal((1, 1), (other.Received, other.Sent));
        Assert.Same(other, peer.Stack.link.observers);
        Assert.Equal("frame observer", peer.Stack.context.faults.Take().part);
    }

    private sealed class Watcher : IFrameObserver, ITcpObserver
    {
        public int Received { get; private set; }

        public int Sent { get; private set; }

        public List<TcpState> States { get; } = [];

        public void FrameReceived(byte[] buffer, int offset, int length) => Received++;

        public void FrameSent(byte[] buffer, int offset, int length) => Sent++;

        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to) => States.Add(to);
    }

    private sealed class Thrower : IFrameObserver, ITcpObserver
    {
        public bool InReceived { get; init; }

        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            if (InReceived)
            {
                throw new InvalidOperationException();
            }
        }

        public void FrameSent(byte[] buffer, int offset, int length)
        {
            if (!InReceived)
            {
                throw new InvalidOperationException();
            }
        }

        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to) => throw new InvalidOperationException();
    }
}
