using Nano.Emulator;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>The stack on a TAP interface.</summary>
    /// <param name="tap">The device; disposed with the link.</param>
    /// <param name="hasHostAddress">Whether the kernel's side was given an address.</param>
    internal sealed class TapLink(TapDevice tap, bool hasHostAddress) : ServeLink
    {
        /// <inheritdoc/>
        public override ILinkDevice Device => tap;

        /// <inheritdoc/>
        public override string Name => tap.Name;

        /// <inheritdoc/>
        public override IEnumerable<string> Hints =>
            hasHostAddress ? [] : ["This host's side of the interface was left as it is; --host-address gives it an address."];

        /// <inheritdoc/>
        public override void Dispose() => tap.Dispose();
    }
}
