using System.Diagnostics;
using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Tests.Services;
using Nano.Net.Tests.Support;
using Nano.Simulation;

namespace Nano.Net.Tests.Hostile;

/// <summary>A stack at 10.0.0.1 next to a peer that puts whatever it likes on the wire, and sees what was sent last. Time is set by hand.</summary>
internal sealed class HostileLan : ILinkDevice
{
    private static readonly byte[] Nothing = [];
    private readonly HandClock clock = new() { Milliseconds = 1000 };
    private readonly byte[] sent = new byte[1600];
    private readonly byte[] reply = new byte[42];
    private byte[] arriving = Nothing;
    private bool replies;
    private int sentLength;
    private int sends;

    public HostileLan(bool hasAddress = true)
    {
        Stack = new NetworkStack(this, new StackOptions
        {
            Address = hasAddress ? IPAddress.Parse("10.0.0.1") : IPAddress.Any,
            MulticastGroups = 4,
            Secret = [1, 2, 3, 4, 5, 6, 7, 8],
        });
        Runner = new StackRunner(Stack, clock);
    }

    public event FrameAvailableHandler? FrameAvailable;

    public byte[] HardwareAddress => Packets.OurHardware;

    public int MaximumTransmissionUnit => 1500;

    public bool IsLinkUp => true;

    public LinkCapabilities Capabilities { get; } = new() { VerifiesChecksums = true };

    public NetworkStack Stack { get; }

    public StackRunner Runner { get; }

    public long Now => clock.Milliseconds;

    /// <summary>The UDP payload that was sent last; empty before the first.</summary>
    public byte[] Payload => sentLength < 42 ? [] : sent[42..(14 + Packets.Get16(sent, 16))];

    public int SourcePort => Packets.Get16(sent, 34);

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        byte[] frame = replies ? reply : arriving;
        if (!replies)
        {
            arriving = Nothing;
        }

        replies = false;
        Array.Copy(frame, 0, buffer, offset, frame.Length);
        return frame.Length;
    }

    public bool Send(byte[] buffer, int offset, int length)
    {
        Assert.InRange(length, 1, 1514);
        sends++;
        if (buffer[offset + 13] == 6)
        {
            Answer(buffer, offset);
        }
        else if (buffer[offset + 23] == 17)
        {
            Array.Copy(buffer, offset, sent, 0, length);
            sentLength = length;
        }

        return true;
    }

    /// <summary>Makes it later, and lets the stack do what is due.</summary>
    public void Pass(long milliseconds)
    {
        clock.Milliseconds += milliseconds;
        Poll();
    }

    public void SendUdp(uint source, int sourcePort, uint destination, int port, byte[] payload) =>
        SendIp(destination, Packets.Ip(17, Packets.Udp(sourcePort, port, payload, source, destination), source, destination, ttl: 255));

    public void SendIp(uint destination, byte[] packet)
    {
        byte[] hardware = destination >> 28 == 14 ? [1, 0, 0x5E, (byte)(destination >> 16 & 0x7F), (byte)(destination >> 8), (byte)destination]
            : destination == 0xFFFFFFFF ? Packets.BroadcastHardware : Packets.OurHardware;
        arriving = Packets.Frame(hardware, Packets.PeerHardware, 0x0800, packet);
        FrameAvailable?.Invoke();
        Poll();
    }

    // Whatever has arrived: the stack comes to rest, soon, has sent little, and has allocated nothing.
    private void Poll()
    {
        sends = 0;
        int collections = GC.CollectionCount(0);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long began = Stopwatch.GetTimestamp();
        int polls = 0;
        while (Stack.Poll(clock.Milliseconds) == 0 || arriving.Length > 0 || replies)
        {
            Assert.True(++polls < 100, "it does not come to rest");
        }

        FaultCheck.Check(Stack);

        Assert.InRange(sends, 0, 20);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        // A collection in the meantime counts what the thread has not used yet.
        if (GC.CollectionCount(0) == collections)
        {
            Assert.InRange(allocated, 0, 2000);
        }
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), "it takes too long");
    }

    private void Answer(byte[] frame, int offset)
    {
        uint wanted = Packets.Get32(frame.AsSpan(offset, 42).ToArray(), 38);
        if (frame[offset + 21] == 1 && Packets.Get32(frame.AsSpan(offset, 42).ToArray(), 28) != 0 && wanted != Packets.Us)
        {
            Packets.ArpReply(Packets.PeerHardware, wanted)[..42].CopyTo(reply, 0);
            replies = true;
        }
    }
}
