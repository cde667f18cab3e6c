using Nano.Net.Link;
using Nano.Net.Tests.Support;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Core;

/// <summary>Whether what always holds is looked at: each of these breaks one thing.</summary>
public class InvariantTests
{
    private readonly LowerStack stack = new();
    private readonly Path path;

    public InvariantTests()
    {
        stack.LearnPeer();
        path = stack.Ipv4.Acquire(Packets.Peer);
        stack.SendSegment(path, new byte[20]);
        stack.SendSegment(stack.Ipv4.Find(Packets.OtherPeer), new byte[20]);
        stack.Ipv4.CheckInvariants();
        stack.Context.timers.CheckInvariants();
    }

    private Neighbor Known => stack.Neighbors.table.Find(Packets.Peer);

    private Neighbor AskedFor => stack.Neighbors.table.Find(Packets.OtherPeer);

    [Theory]
    [InlineData("path without its references")]
    [InlineData("path released too often")]
    [InlineData("path under another address")]
    [InlineData("path from another address")]
    [InlineData("path that carries too much")]
    [InlineData("path that carries nothing")]
    [InlineData("neighbor under another address")]
    [InlineData("neighbor freed and not taken out")]
    [InlineData("packet that waits for nothing")]
    [InlineData("stranger in use")]
    [InlineData("neighbor whose state ends before the timer")]
    [InlineData("neighbors without a timer")]
    [InlineData("address that is not claimed")]
    [InlineData("claim that is not in use")]
    [InlineData("answer that never ends")]
    public void Contradiction_IsNoticed(string contradiction)
    {
        switch (contradiction)
        {
            case "path without its references": path.references = 0; break;
            case "path released too often": path.references = -1; break;
            case "path under another address": path.identity++; break;
            case "path from another address": path.header[^5]++; break;
            case "path that carries too much": path.mtuState = 1501; break;
            case "path that carries nothing": path.mtuState = 0; break;
            case "neighbor under another address": Known.address++; break;
            case "neighbor freed and not taken out": Known.state = NeighborState.Free; break;
            case "packet that waits for nothing": AskedFor.state = NeighborState.Reachable; break;
            case "stranger in use": Known.marks = Neighbor.Stranger | Neighbor.InUse; break;
            case "neighbor whose state ends before the timer": Known.due = 0; break;
            case "neighbors without a timer": stack.Context.timers.Cancel(stack.Neighbors); break;
            case "address that is not claimed": stack.Ipv4.routes.address++; break;
            case "claim that is not in use": stack.Neighbors.claim.usable = false; break;
            default: stack.Ipv4.internet.answering = true; break;
        }

        Assert.Throws<InvalidOperationException>(() => stack.Ipv4.CheckInvariants());
    }

    [Fact]
    public void TimersOutOfOrder_AreNoticed()
    {
        stack.Context.timers.Schedule(stack.Ipv4.paths, long.MaxValue - 1);
        stack.Neighbors.due = long.MaxValue;
        Assert.Throws<InvalidOperationException>(() => stack.Context.timers.CheckInvariants());
        LowerStack other = new();
        other.LearnPeer();
        other.Neighbors.heapIndex = 1;
        Assert.Throws<InvalidOperationException>(() => other.Context.timers.CheckInvariants());
    }
}
