using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>What a test wants to be different from other tests.</summary>
    internal sealed record LabOptions
    {
        /// <summary>After how long the test has failed.</summary>
        internal int Seconds { get; init; } = 60;

        /// <summary>How long a single call may wait, in milliseconds.</summary>
        internal int Patience { get; init; } = 30_000;

        /// <summary>The sizes of a device without PSRAM, which are the options' defaults, instead of a host's.</summary>
        internal bool DeviceSizes { get; init; }

        /// <summary>Whether both hosts have IPv6 too: the kernel <see cref="Lab.KernelAddress6"/>, this stack <see cref="Lab.Address6"/>, and each a link-local address.</summary>
        internal bool IPv6 { get; init; }

        /// <summary>Further options of the stack.</summary>
        internal Action<StackOptions>? Stack { get; init; }

        /// <summary>Opens the link that leads from the stack to the kernel; a TAP device where nothing is said. Where it is disposable, it is disposed in the end.</summary>
        internal Func<KernelHost, ILinkDevice>? Link { get; init; }

        /// <summary>What is put between the stack and the link.</summary>
        internal Func<ILinkDevice, ILinkDevice>? Wire { get; init; }

        /// <summary>Disposes of that, when the stack rests and the link is still there.</summary>
        internal Action? DisposeWire { get; init; }

        /// <summary>The stack's clock; null for the system's.</summary>
        internal IClock? Clock { get; init; }

        /// <summary>Where a capture goes; null for nowhere.</summary>
        internal string? Capture { get; init; }
    }
}
