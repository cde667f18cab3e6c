using System.CommandLine;

namespace Nano.Cli
{
    /// <summary>A serial port with SLIP on it: <c>--serial</c>.</summary>
    internal sealed class SerialLinkKind : LinkKind
    {
        private readonly Option<string?> serial = Parse.Text("--serial", "DEVICE", "A serial port whose other end speaks SLIP (RFC 1055), such as /dev/ttyUSB0.");
        private readonly Option<int> baud = Parse.Number("--baud", "RATE", "Bits a second on it.", 115_200, 2_000_000, 115_200);
        private readonly Option<int> mtu = Parse.Number("--mtu", "BYTES", "The largest packet on it, the same at both ends.", 68, 1500, 1006);

        /// <inheritdoc/>
        public override Option Choice => serial;

        /// <inheritdoc/>
        public override IEnumerable<Option> Details => [baud, mtu];

        /// <inheritdoc/>
        public override LinkSettings Read(ParseResult parsed) =>
            new SerialLinkSettings(parsed.GetRequiredValue(serial)!, parsed.GetValue(baud), parsed.GetValue(mtu));
    }
}
