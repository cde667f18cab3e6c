using Nano.Net.Drivers;
using Nano.Net.Tests.Drivers;
using Nano.Net.Tests.Sockets;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Faults;

/// <summary>The threads of drivers survive what is thrown beneath them: one that died of it would take the program along.</summary>
public class DriverFaultTests
{
    [Fact]
    public void MacWhoseWaitThrows_IsWaitedForAgain()
    {
        var wire = new FakeLinkDevice();
        var model = new MacModel(wire) { WaitFault = new InvalidOperationException() };
        using var device = new Esp32Mac(new Esp32MacOptions { Interface = MacInterface.Ethernet }, model);
        int told = 0;
        device.FrameAvailable += () => Interlocked.Increment(ref told);

        // The fault itself is told as if a frame had come: whoever receives meets it.
        SocketHosts.Until(() => model.WaitFault == null);
        int before = Volatile.Read(ref told);
        SocketHosts.Until(() =>
        {
            wire.Put(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us));
            return model.Woken > 0 && Volatile.Read(ref told) > before;
        });
    }

    [Fact]
    public void InterruptLineThatThrows_HasTheChipLookedAt()
    {
        var line = new Line();
        using var ticker = new ChipTicker(line, new W5500Options { PollInterval = 1, CheckInterval = 3_600_000, OwnTimer = true }, () => { });
        ticker.Start();
        SocketHosts.Until(() => line.Asked > 2);
        SocketHosts.Until(ticker.TakeTick);
    }

    private sealed class Line : IInterruptLine
    {
        public event InterruptHandler? Asserted
        {
            add { }
            remove { }
        }

        public int Asked { get; private set; }

        public bool IsAsserted
        {
            get
            {
                Asked++;
                throw new InvalidOperationException("no such pin");
            }
        }
    }
}
