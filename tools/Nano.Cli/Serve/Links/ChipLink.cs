using Nano.Emulator;
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
        public override string Name => $"{tap.Name}, by the driver of an {chipName.ToUpperInvariant()} and the chip's model";

        /// <inheritdoc/>
        public override IEnumerable<string> Hints => tap.Hints;

        /// <inheritdoc/>
        public override IEnumerable<string[]> Counted =>
        [
            ["SPI", "transactions", $"{chip.Model.BusTransactions:N0}"],
            ["SPI", "bytes", $"{chip.Model.BusBytes:N0}"],
            .. CounterTable.Rows("driver", chip.Counters),
        ];

        /// <inheritdoc/>
        public override void Dispose()
        {
            (chip.Driver as IDisposable)?.Dispose();
            chip.Model.Dispose();
            scheduler.Dispose();
            tap.Dispose();
        }
    }
}
