using System.CommandLine;

namespace Nano.Cli
{
    /// <summary>A TAP interface of the Linux kernel: <c>--tap</c>.</summary>
    internal sealed class TapLinkKind : LinkKind
    {
        private readonly Option<string?> tap = Parse.Text("--tap", "NAME", "The TAP interface; it is made if there is none.");
        private readonly Option<AddressAndPrefix?> hostAddress = Parse.AddressAndPrefix("--host-address", "The kernel's own address on the TAP interface; left alone if not given.");
        private readonly Option<string?> chip = Parse.Choice("--chip", "CHIP", "Reach the TAP interface by this Ethernet chip's driver and model, as on a board", EmulatedChip.Names);

        /// <inheritdoc/>
        public override Option Choice => tap;

        /// <inheritdoc/>
        public override IEnumerable<Option> Details => [hostAddress, chip];

        /// <inheritdoc/>
        public override LinkSettings Read(ParseResult parsed) => new TapLinkSettings(parsed.GetRequiredValue(tap)!, parsed.GetValue(hostAddress), parsed.GetValue(chip));
    }
}
