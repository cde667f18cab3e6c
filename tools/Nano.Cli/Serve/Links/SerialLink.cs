using Nano.Emulator;
using Nano.Net;
using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>The stack on SLIP on a serial port.</summary>
    internal sealed class SerialLink : ServeLink
    {
        private readonly SerialPortLine line;
        private readonly SlipLink link;
        private readonly SerialLinkSettings settings;

        /// <summary>Makes the link.</summary>
        /// <param name="line">The port; disposed with the link.</param>
        /// <param name="settings">What was asked for.</param>
        public SerialLink(SerialPortLine line, SerialLinkSettings settings)
        {
            this.line = line;
            this.settings = settings;
            link = new SlipLink(line, new SlipOptions { MaximumTransmissionUnit = settings.Mtu });
        }

        /// <inheritdoc/>
        public override ILinkDevice Device => link;

        /// <inheritdoc/>
        public override string Name => $"{settings.Port}, {settings.BaudRate} baud, SLIP";

        /// <inheritdoc/>
        public override IEnumerable<string> Hints =>
            [$"The other end needs the same rate, SLIP without header compression, and an MTU of {settings.Mtu}."];

        /// <inheritdoc/>
        public override IEnumerable<string[]> Counted(StackCounters counters) => CounterTable.Rows("SLIP", link.Counters);

        /// <inheritdoc/>
        public override void Dispose() => line.Dispose();
    }
}
