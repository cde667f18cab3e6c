using Nano.Net.Link;

namespace Nano.Net.Tests.Support;

/// <summary>A link device whose far end is the test: frames are put in by hand, and what is sent is kept.</summary>
internal sealed class FakeLinkDevice : ILinkDevice, ILinkEvents
{
    private readonly Queue<byte[]> waiting = new();
    private bool isLinkUp = true;

    public FakeLinkDevice(int mtu = 1500, LinkMedium medium = LinkMedium.Ethernet, int headroom = 3)
    {
        MaximumTransmissionUnit = mtu;
        Capabilities = new LinkCapabilities { Medium = medium, Headroom = headroom };
    }

    public event FrameAvailableHandler? FrameAvailable;

    public bool RaisesLinkChanged => true;

    public event LinkChangedHandler? LinkChanged;

    public byte[] HardwareAddress { get; } = Packets.OurHardware;

    public int MaximumTransmissionUnit { get; }

    public bool IsLinkUp
    {
        get => isLinkUp;
        set
        {
            isLinkUp = value;
            LinkChanged?.Invoke();
        }
    }

    public bool IsBusy { get; set; }

    /// <summary>Whether it takes one frame, and is busy then.</summary>
    public bool TakesOne { get; set; }

    /// <summary>Who listens for changes of the link.</summary>
    public Delegate[] LinkListeners => LinkChanged?.GetInvocationList() ?? [];

    public LinkCapabilities Capabilities { get; }

    /// <summary>What was sent, oldest first; null keeps nothing, and so allocates nothing.</summary>
    public List<byte[]>? Sent { get; set; } = new();

    public int SentCount { get; private set; }

    public void Put(byte[] frame)
    {
        waiting.Enqueue(frame);
        FrameAvailable?.Invoke();
    }

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        if (waiting.Count == 0)
        {
            return 0;
        }

        byte[] frame = waiting.Dequeue();
        if (frame.Length > capacity)
        {
            return 0;
        }

        // The headroom is the device's: whatever it leaves there must not matter.
        Array.Fill(buffer, (byte)0xEE, 0, offset);
        Array.Copy(frame, 0, buffer, offset, frame.Length);
        return frame.Length;
    }

    public bool Send(byte[] buffer, int offset, int length)
    {
        if (IsBusy || !IsLinkUp)
        {
            return false;
        }

        Array.Fill(buffer, (byte)0xDD, offset - Capabilities.Headroom, Capabilities.Headroom);
        SentCount++;
        Sent?.Add(buffer.AsSpan(offset, length).ToArray());
        IsBusy |= TakesOne;
        return true;
    }
}
