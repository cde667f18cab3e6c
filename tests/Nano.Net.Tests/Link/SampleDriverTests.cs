using Nano.Net.Link;
using Nano.Net.Tests.Contract;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Link;

/// <summary>The driver that stands in the documentation of <see cref="ILinkDevice"/> is one.</summary>
public class SampleDriverTests
{
    private readonly MemoryLink a = new(Packets.PeerHardware);
    private readonly MemoryLink b = new(Packets.OurHardware);
    private readonly byte[] buffer = new byte[1514];

    [Fact]
    public void DriverInTheDocumentation_IsTheOneThatIsTestedHere()
    {
        string root = DeviceAssembly.FindRoot();
        string[] documented = File.ReadAllLines(Path.Combine(root, "src", "Nano.Net", "Link", "ILinkDevice.cs"));
        int begin = Array.FindIndex(documented, line => line.Contains("<![CDATA[", StringComparison.Ordinal));
        int end = Array.FindIndex(documented, line => line.Contains("]]>", StringComparison.Ordinal));
        string[] tested = File.ReadAllLines(Path.Combine(root, "tests", "Nano.Net.Tests", "Link", "MemoryLink.cs"));
        Assert.Equal(
            tested.SkipWhile(line => !line.StartsWith("    /// <summary>", StringComparison.Ordinal)).SkipLast(1).Select(line => line.Length == 0 ? "" : line[4..]),
            documented[(begin + 1)..end].Select(line => line.Length < 8 ? "" : line[8..]));
    }

    [Fact]
    public void Frames_ArriveInOrder_AndAreToldOf()
    {
        MemoryLink.Connect(a, b);
        int told = 0;
        b.FrameAvailable += () => told++;
        Assert.True(a.Send(new byte[] { 9, 1, 2 }, 1, 2));
        Assert.True(a.Send(new byte[] { 3 }, 0, 1));
        Assert.Equal(2, told);
        Assert.Equal(2, b.Receive(buffer, 5, 100));
        Assert.Equal(new byte[] { 1, 2 }, buffer[5..7]);
        Assert.Equal(1, b.Receive(buffer, 0, 100));
        Assert.Equal(3, buffer[0]);
        Assert.Equal(0, b.Receive(buffer, 0, 100));
        Assert.Equal(0, a.Receive(buffer, 0, 100));
    }

    [Fact]
    public void FullRing_MakesTheOtherEndBusy_UntilAFrameIsTaken()
    {
        MemoryLink.Connect(a, b);
        for (int i = 0; i < 4; i++)
        {
            Assert.True(a.Send(buffer, 0, 60));
        }

        Assert.False(a.Send(buffer, 0, 60));
        Assert.Equal(60, b.Receive(buffer, 0, 1514));
        Assert.True(a.Send(buffer, 0, 60));
        Assert.False(a.Send(buffer, 0, 60));
    }

    [Fact]
    public void FrameThatIsTooLong_IsDroppedAndCounted()
    {
        MemoryLink.Connect(a, b);
        Assert.True(a.Send(new byte[1515], 0, 1515));
        Assert.Equal(1, a.FramesDropped);
        Assert.True(a.Send(buffer, 0, 1514));
        Assert.True(a.Send(buffer, 0, 60));
        Assert.Equal(60, b.Receive(buffer, 0, 1513));
        Assert.Equal(1, b.FramesDropped);
    }

    [Fact]
    public void Cable_TakesTheLinkUpAndDown_AndBothEndsTell()
    {
        int told = 0;
        a.LinkChanged += () => told++;
        b.LinkChanged += () => told += 10;
        Assert.False(a.IsLinkUp);
        Assert.False(a.Send(buffer, 0, 60));
        MemoryLink.Connect(a, b);
        Assert.Equal(11, told);
        Assert.True(a.IsLinkUp && b.IsLinkUp);
        a.Disconnect();
        Assert.Equal(22, told);
        Assert.False(a.IsLinkUp || b.IsLinkUp);
        Assert.False(b.Send(buffer, 0, 60));
    }

    [Fact]
    public void TwoStacks_ReachEachOtherOverIt()
    {
        NetworkStack one = new(a, new StackOptions { Address = new IPAddress(Packets.Peer), MaximumSegmentLifetime = 1 });
        NetworkStack two = new(b, new StackOptions { Address = new IPAddress(Packets.Us) });
        MemoryLink.Connect(a, b);
        Assert.NotNull(two.tcp.Listen(null, 7, 1, out _));
        Nano.Net.Tcp.TcpConnection connection = one.tcp.Connect(two.Address, 7, 0, out _)!;
        for (int i = 1; i < 10; i++)
        {
            one.Poll(i);
            two.Poll(i);
        }

        Assert.Equal(Nano.Net.Tcp.TcpState.Established, connection.state);
    }
}
