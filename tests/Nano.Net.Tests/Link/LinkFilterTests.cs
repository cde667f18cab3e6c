using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Link;

public class LinkFilterTests
{
    private readonly FakeLinkDevice device = new(mtu: 1400, headroom: 5);

    [Fact]
    public void FilterThatOverridesNothing_IsTheDeviceBehindIt()
    {
        Plain filter = new(new Plain(device));
        Assert.Same(device.HardwareAddress, filter.HardwareAddress);
        Assert.Equal(1400, filter.MaximumTransmissionUnit);
        Assert.Same(device.Capabilities, filter.Capabilities);
        Assert.True(filter.IsLinkUp);
        device.IsLinkUp = false;
        Assert.False(filter.IsLinkUp);
    }

    [Fact]
    public void Frames_PassBothWays()
    {
        Plain filter = new(device);
        byte[] buffer = new byte[100];
        Assert.Equal(0, filter.Receive(buffer, 5, 90));
        device.Put(new byte[] { 1, 2, 3 });
        Assert.Equal(3, filter.Receive(buffer, 5, 90));
        Assert.Equal(new byte[] { 1, 2, 3 }, buffer[5..8]);
        Assert.True(filter.Send(buffer, 6, 2));
        Assert.Equal(new byte[] { 2, 3 }, device.Sent!.Single());
        device.IsBusy = true;
        Assert.False(filter.Send(buffer, 6, 2));
    }

    [Fact]
    public void FrameAvailable_ComesFromTheDeviceAndFromTheFilter_UntilItIsGivenBack()
    {
        Plain filter = new(device);
        int raised = 0;
        FrameAvailableHandler handler = () => raised++;
        filter.Announce();
        filter.FrameAvailable += handler;
        device.Put(new byte[1]);
        Assert.Equal(1, raised);
        filter.Announce();
        Assert.Equal(2, raised);
        filter.FrameAvailable -= handler;
        device.Put(new byte[1]);
        filter.Announce();
        Assert.Equal(2, raised);
    }

    [Fact]
    public void LinkChanged_ComesFromTheDeviceBehind_UntilItIsGivenBack()
    {
        Plain filter = new(new Plain(device));
        Assert.True(filter.RaisesLinkChanged);
        int raised = 0;
        LinkChangedHandler handler = () => raised++;
        filter.LinkChanged += handler;
        device.IsLinkUp = false;
        Assert.Equal(1, raised);
        filter.LinkChanged -= handler;
        device.IsLinkUp = true;
        Assert.Equal(1, raised);
    }

    [Fact]
    public void LinkChanged_OfADeviceThatDoesNotRaiseIt_IsLookedForByTheStack()
    {
        Plain filter = new(new SilentDevice());
        Assert.False(filter.RaisesLinkChanged);
        NetworkStack stack = new(filter, new StackOptions());
        Assert.Equal(500, stack.Poll(1000));
    }

    [Fact]
    public void MulticastFilter_IsThatOfTheDeviceBehind()
    {
        FilteringLinkDevice chip = new();
        NetworkStack stack = new(new Plain(new Plain(chip)), new StackOptions { Address = new IPAddress(Packets.Us), MulticastGroups = 2, UdpSockets = 2 });
        stack.udp.Open().Join(0xE0010203);
        Assert.Equal(new[] { "01005E010203", "01005E000001" }, chip.Groups!);
    }

    [Fact]
    public void MulticastFilter_OfADeviceWithoutOne_LetsEverythingPass()
    {
        NetworkStack stack = new(new Plain(device), new StackOptions { Address = new IPAddress(Packets.Us), MulticastGroups = 2, UdpSockets = 2 });
        stack.udp.Open().Join(0xE0010203);
        device.Put(Packets.Frame(new byte[] { 1, 0, 0x5E, 9, 9, 9 }, Packets.PeerHardware, 0x0801, new byte[40]));
        stack.Poll(0);
        Assert.Equal(1, stack.Counters.Link.UnknownEtherType);
    }

    [Fact]
    public void LinkChanged_ComesFromTheDeviceAndFromTheFilter_UntilItIsGivenBack()
    {
        Chatty chip = new();
        Plain filter = new(new Plain(chip));
        int raised = 0;
        LinkChangedHandler handler = () => raised++;
        filter.AnnounceLink();
        filter.LinkChanged += handler;
        chip.Change();
        Assert.Equal(1, raised);
        filter.AnnounceLink();
        Assert.Equal(2, raised);
        filter.LinkChanged -= handler;
        chip.Change();
        filter.AnnounceLink();
        Assert.Equal(2, raised);
    }

    [Fact]
    public void LinkBehindAFilter_IsLookedAt_WhereTheDeviceDoesNotTell()
    {
        Mute mute = new();
        NetworkStack stack = new(new Plain(mute), new StackOptions { Address = new IPAddress(Packets.Us) });
        stack.Poll(0);
        mute.IsLinkUp = false;
        stack.Poll(499);
        Assert.True(stack.link.monitor.isUp);
        stack.Poll(500);
        Assert.False(stack.link.monitor.isUp);
    }

    [Fact]
    public void LinkBehindAFilter_IsLookedAtAtOnce_WhereTheDeviceTells()
    {
        Chatty chip = new();
        NetworkStack stack = new(new Plain(new Plain(chip)), new StackOptions { Address = new IPAddress(Packets.Us) });
        stack.Poll(0);
        chip.IsLinkUp = false;
        chip.Change();
        stack.Poll(1);
        Assert.False(stack.link.monitor.isUp);
    }

    // The stack finds an optional interface by asking the device for it: a filter without it would hide it.
    [Theory]
    [InlineData(typeof(W5500))]
    [InlineData(typeof(Enc28j60))]
    [InlineData(typeof(Esp32Mac))]
    [InlineData(typeof(SlipLink))]
    [InlineData(typeof(VxlanTunnel))]
    [InlineData(typeof(WirePort))]
    [InlineData(typeof(TapDevice))]
    public void EveryInterfaceOfADevice_IsThatOfAFilterToo(Type deviceType)
    {
        IEnumerable<Type> interfaces = deviceType.GetInterfaces().Where(i => i.Namespace == typeof(ILinkDevice).Namespace);
        Assert.Contains(typeof(ILinkDevice), interfaces);
        Assert.All(interfaces, i => Assert.True(i.IsAssignableFrom(typeof(LinkFilter)), $"LinkFilter hides {i.Name}"));
    }

    [Fact]
    public void FilterInFrontOfNothing_IsRefused() => Assert.Equal("device", Assert.Throws<ArgumentNullException>(() => new Plain(null!)).ParamName);

    [Fact]
    public void DeviceBehind_IsKnownToTheFilter()
    {
        var device = new FakeLinkDevice();
        Assert.Same(device, new Plain(device).Behind);
    }

    private sealed class Plain(ILinkDevice device) : LinkFilter(device)
    {
        public ILinkDevice Behind => Device;

        public void Announce() => RaiseFrameAvailable();

        public void AnnounceLink() => RaiseLinkChanged();
    }

    private class Mute : ILinkDevice
    {
        public event FrameAvailableHandler? FrameAvailable
        {
            add { }
            remove { }
        }

        public byte[] HardwareAddress => Packets.OurHardware;

        public int MaximumTransmissionUnit => 1500;

        public bool IsLinkUp { get; set; } = true;

        public LinkCapabilities Capabilities { get; } = new();

        public int Receive(byte[] buffer, int offset, int capacity) => 0;

        public bool Send(byte[] buffer, int offset, int length) => true;
    }

    private sealed class Chatty : Mute, ILinkEvents
    {
        public bool RaisesLinkChanged => true;

        public event LinkChangedHandler? LinkChanged;

        public void Change() => LinkChanged?.Invoke();
    }
}
