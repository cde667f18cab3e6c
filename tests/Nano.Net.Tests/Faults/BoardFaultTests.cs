using Nano.Boards;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Tests.Boards;
using Nano.Net.Tests.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Faults;

/// <summary>A board program survives what its parts throw, and says what it was.</summary>
public class BoardFaultTests
{
    [Fact]
    public void StartThatFails_IsSaid_AndMayBeTriedAgain()
    {
        List<string> lines = [];
        Assert.Null(BoardProgram.TryStart("EchoServer", () => throw new InvalidOperationException("the chip does not answer"), lines.Add));
        Assert.Equal(["EchoServer: cannot start: InvalidOperationException: the chip does not answer; tries again in 10 s"], lines);
        Assert.Null(BoardProgram.TryStart("EchoServer", () => throw new InvalidOperationException(), _ => throw new IOException()));
        using var lab = new BoardLab(EchoProgram.Start);
        Assert.Same(lab.Board, BoardProgram.TryStart("EchoServer", () => lab.Board, lines.Add));
        Assert.Single(lines);
    }

    [Fact]
    public void TooLittleHeap_IsSaidInOneLine_WithWhatIsNeededAndWhatIsThere()
    {
        List<string> lines = [];
        Assert.Null(BoardProgram.TryStart("EchoServer", () => Require(1001, 1000), lines.Add));
        Assert.Equal(["EchoServer: cannot start: too little heap: 1001 bytes are needed, 1000 are free; tries again in 10 s"], lines);
        BoardHeap.Require(1000, 1000);

        // Where it runs out all the same.
        Assert.Null(BoardProgram.TryStart("EchoServer", () => throw new OutOfMemoryException("no more"), lines.Add));
        Assert.Matches("^EchoServer: cannot start: OutOfMemoryException: [0-9]+ bytes of heap in use; tries again in 10 s$", lines[1]);

        static Board Require(int needed, long free)
        {
            BoardHeap.Require(needed, free);
            throw new InvalidOperationException("it was enough");
        }
    }

    [Fact]
    public void BoardThatCannotStart_LeavesItsLinkAlone()
    {
        // DHCP is not for a link of bare packets.
        var device = new CountingDevice();
        Assert.ThrowsAny<ArgumentException>(() => EchoProgram.Start("a line", device, new StackOptions(), _ => { }));
        Assert.Equal((1, 1), (device.Added, device.Removed));
    }

    [Fact]
    public void ProgramWhosePortsAreTaken_LeavesItsLinkAlone()
    {
        var device = new CountingDevice();
        var options = new StackOptions { Address = new IPAddress(Packets.Us) };
        Assert.ThrowsAny<Exception>(() => EchoProgram.Start("a line", device, options, line =>
        {
            if (line.Contains("discard", StringComparison.Ordinal))
            {
                throw new IOException("the console is gone");
            }
        }));
        Assert.Equal((1, 1), (device.Added, device.Removed));
    }

    [Fact]
    public void TelemetryThatCannotStart_LeavesItsLinkAlone()
    {
        var device = new CountingDevice();
        var options = new StackOptions { Address = new IPAddress(Packets.Us) };
        Assert.ThrowsAny<ArgumentException>(() => new TelemetryProgram("a line", device, options, new TelemetrySettings { Name = "no name" }, _ => { }));
        Assert.Equal((1, 1), (device.Added, device.Removed));
    }

    /// <summary>Whatever a part of the program throws in the board's first thread: it is said, and the board is looked at again.</summary>
    [Fact]
    public void LookThatFails_IsSaidAtTheNextOne()
    {
        using var lab = new BoardLab(EchoProgram.Start);
        int looks = 0;
        lab.Board.Looking += _ =>
        {
            if (looks++ < 3)
            {
                throw new ArgumentException("127.0.0.1 is no server");
            }
        };
        int said = lab.Lines.Count;
        lab.Board.TryLook();
        Assert.Equal(said, lab.Lines.Count);
        SocketHosts.Until(() =>
        {
            lab.Board.TryLook();
            return lab.Lines.Count > said;
        });
        Assert.StartsWith("  fault    board: ArgumentException: 127.0.0.1 is no server", lab.Lines[said]);
        SocketHosts.Until(() =>
        {
            lab.Board.TryLook();
            return looks >= 5;
        });
    }

    [Fact]
    public void ManyFaultsBetweenTwoLooks_AreOneLine()
    {
        using var lab = new BoardLab(EchoProgram.Start);
        int said = lab.Lines.Count;

        // The board has been told before this one is: handlers are called in the order in which they were added.
        using var told = new CountdownEvent(4);
        lab.Board.Runner.Faulted += (_, _) => told.Signal();
        for (int i = 0; i < 4; i++)
        {
            lab.Board.Runner.ReportFault(new IOException("no. " + i), "a part");
        }

        Assert.True(told.Wait(TimeSpan.FromSeconds(20)));
        lab.Board.TryLook();
        Assert.Matches(@"^  fault    a part: IOException: no\. 0, and 3 more, \d+ s after the start$", Assert.Single(lab.Lines.Skip(said)));
    }

    [Fact]
    public void ServiceThatThrows_ServesTheNextConnection()
    {
        using var hosts = new SocketHosts();
        using var service = new Thrower(hosts.B);
        service.Start();
        for (int i = 0; i < 3; i++)
        {
            using var client = new TcpClient(hosts.A);
            client.Connect(SocketHosts.AddressB, service.Port);
            Assert.Equal(-1, client.GetStream().ReadByte());
        }

        SocketHosts.Until(() => hosts.B.Stack.Counters.Faults == 3);
    }

    private sealed class Thrower(StackRunner runner) : TcpService(runner, 0, 1, 1, 10)
    {
        public override string Name => "thrower";

        protected override void Serve(NetworkStream stream, byte[] buffer) => throw new InvalidOperationException("no");
    }

    private sealed class CountingDevice : ILinkDevice
    {
        public event FrameAvailableHandler? FrameAvailable
        {
            add => Added++;
            remove => Removed++;
        }

        public int Added { get; private set; }

        public int Removed { get; private set; }

        public byte[] HardwareAddress => Packets.OurHardware;

        public int MaximumTransmissionUnit => 1500;

        public bool IsLinkUp => true;

        public LinkCapabilities Capabilities { get; } = new() { Medium = LinkMedium.Ip };

        public int Receive(byte[] buffer, int offset, int capacity) => 0;

        public bool Send(byte[] buffer, int offset, int length) => true;
    }
}
