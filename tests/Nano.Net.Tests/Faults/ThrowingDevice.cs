using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Faults;

/// <summary>A link device whose calls throw when the test says so.</summary>
internal sealed class ThrowingDevice : ILinkDevice, ILinkEvents, IMulticastFilter
{
    private readonly FakeLinkDevice device = new();

    public event FrameAvailableHandler? FrameAvailable
    {
        add => device.FrameAvailable += ThrowOr(ThrowsInEvent, value);
        remove => device.FrameAvailable -= ThrowOr(ThrowsInEvent, value);
    }

    public event LinkChangedHandler? LinkChanged
    {
        add => device.LinkChanged += value;
        remove => device.LinkChanged -= value;
    }

    public bool RaisesLinkChanged { get; init; }

    public bool ThrowsInReceive { get; set; }

    public bool ThrowsInSend { get; set; }

    public bool ThrowsInIsLinkUp { get; set; }

    public bool ThrowsInFilter { get; set; }

    public bool ThrowsInEvent { get; set; }

    /// <summary>Calls of <see cref="Receive"/> and <see cref="Send"/>.</summary>
    public int Calls { get; private set; }

    public FakeLinkDevice Inner => device;

    /// <summary>Groups that the filter was told of the last time.</summary>
    public int Groups { get; private set; }

    public byte[] HardwareAddress => device.HardwareAddress;

    public int MaximumTransmissionUnit => device.MaximumTransmissionUnit;

    public bool IsLinkUp => ThrowOr(ThrowsInIsLinkUp, device.IsLinkUp);

    public LinkCapabilities Capabilities => device.Capabilities;

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        Calls++;
        return ThrowOr(ThrowsInReceive, 0) + device.Receive(buffer, offset, capacity);
    }

    public bool Send(byte[] buffer, int offset, int length)
    {
        Calls++;
        return ThrowOr(ThrowsInSend, device.Send(buffer, offset, length));
    }

    public void SetMulticastGroups(byte[] addresses, int count) => Groups = ThrowOr(ThrowsInFilter, count);

    private static T ThrowOr<T>(bool throws, T value) => throws ? throw new InvalidOperationException("the bus is stuck") : value;
}
