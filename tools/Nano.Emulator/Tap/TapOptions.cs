using System.Text;
using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>
    /// What a TAP device is to be like. An impossible value is an <see cref="ArgumentException"/> that names it and its range.
    /// </summary>
    public sealed record TapOptions
    {
        /// <summary>
        /// The interface's name, 1 to 15 characters; it is made if there is none, and then vanishes with the device.
        /// "nano%d" lets the kernel choose the number. "nano0" by default.
        /// </summary>
        public string Name
        {
            get;
            init => field = value.Length is > 0 and < InterfaceRequest.NameSize && Ascii.IsValid(value) && value.IndexOfAny(['/', ' ', ':']) < 0
                ? value
                : throw new ArgumentException($"Name '{value}' must be 1 to {InterfaceRequest.NameSize - 1} ASCII characters without space, '/' and ':'.", nameof(Name));
        } = "nano0";

        /// <summary>What its frames look like: Ethernet (a TAP interface, the default), or bare IP packets (a TUN interface).</summary>
        public LinkMedium Medium { get; init; }

        /// <summary>The kernel's own address on the interface; null (the default) leaves addresses alone.</summary>
        public IPAddress? HostAddress { get; init; }

        /// <summary>Length of the prefix of <see cref="HostAddress"/>: 1 to 31, of an IPv6 address 1 to 127; 24 by default.</summary>
        public int PrefixLength { get; init => field = Require.Range(value, 1, 127); } = 24;

        /// <summary>The largest IP packet, in bytes, set on the kernel's side as well; 68 to 65,521, 1,500 by default.</summary>
        public int Mtu { get; init => field = Require.Range(value, 68, 65_521); } = 1500;

        /// <summary>The hardware address of the stack's side, 6 bytes and not the kernel's; by default random and locally administered.</summary>
        public byte[]? HardwareAddress
        {
            get;
            init => field = value is null || (value.Length == EthernetFrame.AddressLength && (value[0] & 1) == 0)
                ? value
                : throw new ArgumentException("HardwareAddress must be 6 bytes and not a group address.", nameof(HardwareAddress));
        }
    }
}
