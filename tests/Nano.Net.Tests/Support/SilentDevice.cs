using Nano.Net.Link;

namespace Nano.Net.Tests.Support;

/// <summary>A device that does not tell of its link.</summary>
internal sealed class SilentDevice : ILinkDevice
{
    private bool isLinkUp = true;

    public event FrameAvailableHandler? FrameAvailable
    {
        add { }
        remove { }
    }

    public byte[] HardwareAddress => new byte[6];

    public int MaximumTransmissionUnit => 1500;

    public LinkCapabilities Capabilities { get; } = new() { Medium = LinkMedium.Ip };

    public int Looks { get; set; }

    public bool IsLinkUp
    {
        get
        {
            Looks++;
            return isLinkUp;
        }

        set => isLinkUp = value;
    }

    public int Receive(byte[] buffer, int offset, int capacity) => 0;

    public bool Send(byte[] buffer, int offset, int length) => true;
}
