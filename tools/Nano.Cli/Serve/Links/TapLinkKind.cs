using System.CommandLine;

namespace Nano.Cli
{
    /// <summary>A TAP interface of the Linux kernel: <c>--tap</c>.</summary>
    internal sealed class TapLinkKind : LinkKind
    {
        private readonly Option<string?> tap = Parse.Text("--tap", "NAME", "The TAP interface; it is made if there is none.");
        private readonly Option<AddressAndPrefix?> hostAddress = Parse.AddressAndPrefix("--host-address", "The kernel's own address on the TAP interface; left alone if not given.");

        /// <inheritdoc/>
        public override Option Choice => tap;

        /// <inheritdoc/>
        public override IEnumerable<Option> Details => [hostAddress];

        /// <inheritdoc/>
        public override LinkSettings Read(ParseResult parsed) => new TapLinkSettings(parsed.GetRequiredValue(tap)!, parsed.GetValue(hostAddress));
    }
}
