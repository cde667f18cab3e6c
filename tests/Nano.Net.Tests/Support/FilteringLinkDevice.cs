using Nano.Net.Link;

namespace Nano.Net.Tests.Support;

/// <summary>A link device with a multicast filter, which only remembers what it was told.</summary>
internal sealed class FilteringLinkDevice : ILinkDevice, IMulticastFilter
{
    private readonly FakeLinkDevice device = new();

    public event FrameAvailableHandler? FrameAvailable
    {
        add => device.FrameAvailable += value;
        remove => device.FrameAvailable -= value;
    }

    public byte[] HardwareAddress => device.HardwareAddress;

    public int MaximumTransmissionUnit => device.MaximumTransmissionUnit;

    public bool IsLinkUp => device.IsLinkUp;

    public LinkCapabilities Capabilities => device.Capabilities;

    /// <summary>The groups' hardware addresses, as it was told last; null where it was never told.</summary>
    public string[]? Groups { get; private set; }

    public void SetMulticastGroups(byte[] addresses, int count) =>
        Groups = Enumerable.Range(0, count).Select(i => Convert.ToHexString(addresses, i * 6, 6)).ToArray();

    public int Receive(byte[] buffer, int offset, int capacity) => device.Receive(buffer, offset, capacity);

    public bool Send(byte[] buffer, int offset, int length) => device.Send(buffer, offset, length);
}
