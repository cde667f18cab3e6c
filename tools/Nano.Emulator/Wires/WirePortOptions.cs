using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>
    /// How a port of a wire or switch presents itself as a link device. An impossible value is an
    /// <see cref="ArgumentOutOfRangeException"/> that names it and its range.
    /// </summary>
    public sealed record WirePortOptions
    {
        /// <summary>A name for ladders and messages; by default A, B and so on.</summary>
        public string? Name { get; init; }

        /// <summary>6 bytes, not a group address; by default 02:00:00:00:00:01 for the first port and so on.</summary>
        public byte[]? HardwareAddress
        {
            get;
            init => field = value is null || (value.Length == EthernetFrame.AddressLength && (value[0] & 1) == 0)
                ? value
                : throw new ArgumentException("HardwareAddress must be 6 bytes and not a group address.", nameof(HardwareAddress));
        }

        /// <summary>What frames look like; Ethernet by default. A switch knows nothing else.</summary>
        public LinkMedium Medium { get; init; }

        /// <summary>The largest IP packet that the device says it carries, in bytes; 68 to 65,535, 1,500 by default.</summary>
        public int Mtu { get; init => field = Require.Range(value, 68, 65_535); } = 1500;

        /// <summary>
        /// Bytes that the device wants free in front of a frame, 0 to 64. It overwrites them with every frame, as a
        /// driver does with its header, so that a stack which keeps something there is found out.
        /// </summary>
        public int Headroom { get; init => field = Require.Range(value, 0, 64); }

        /// <summary>Frames that wait to be received, 1 to 65,536; 256 by default. What comes on top is lost.</summary>
        public int ReceiveQueueFrames { get; init => field = Require.Range(value, 1, 65_536); } = 256;
    }
}
