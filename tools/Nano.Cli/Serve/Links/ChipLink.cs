using System.Globalization;
using Nano.Emulator;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>The stack on the driver of a chip that is emulated down to its registers, whose wire is a TAP interface.</summary>
    internal sealed class ChipLink : ServeLink
    {
        private readonly TapLink tap;
        private readonly string chipName;
        private readonly RealTimeScheduler scheduler = new();
        private readonly EmulatedChip chip;

        /// <summary>Connects a chip to the interface.</summary>
        /// <param name="tap">The interface; disposed with the link.</param>
        /// <param name="chipName">One of <see cref="EmulatedChip.Names"/>.</param>
        public ChipLink(TapLink tap, string chipName)
        {
            this.tap = tap;
            this.chipName = chipName;
            chip = EmulatedChip.Connect(chipName, tap.Device, scheduler);
        }

        /// <inheritdoc/>
        public override ILinkDevice Device => chip.Driver;

        /// <inheritdoc/>
        public override string Name => $"{tap.Name}, by driver and model of the {chipName.ToUpperInvariant()}";

        /// <inheritdoc/>
        public override IEnumerable<string> Hints => tap.Hints;

        /// <inheritdoc/>
        public override IEnumerable<string[]> Counted(StackCounters counters)
        {
            long frames = counters.Link.FramesReceived + counters.Link.FramesSent;
            long payload = counters.Tcp.BytesReceived + counters.Tcp.BytesSent;
            return
            [
                ["SPI", "transactions", $"{chip.Model.BusTransactions:N0}"],
                ["SPI", "bytes", $"{chip.Model.BusBytes:N0}"],
                ["SPI", "transactions per frame", Ratio(chip.Model.BusTransactions, frames)],
                ["SPI", "bytes per byte of TCP payload", Ratio(chip.Model.BusBytes, payload)],
                .. CounterTable.Rows("driver", chip.Counters),
            ];
        }

        /// <inheritdoc/>
        public override void Dispose()
        {
            (chip.Driver as IDisposable)?.Dispose();
            chip.Model.Dispose();
            scheduler.Dispose();
            tap.Dispose();
        }

        private static string Ratio(long count, long of) => of == 0 ? "-" : ((double)count / of).ToString("F3", CultureInfo.InvariantCulture);
    }
}
