using System.Globalization;
using Nano.Emulator;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>What a frame costs on a chip's bus.</summary>
    /// <param name="Transactions">Transactions a frame.</param>
    /// <param name="Bytes">Bytes moved a frame, either way.</param>
    internal readonly record struct BusCost(double Transactions, double Bytes)
    {
        /// <summary>Bytes of TCP payload in a frame of 1,514.</summary>
        private const int Payload = 1460;

        internal double BytesPerPayloadByte => Bytes / Payload;

        /// <summary>Does something many times, once beforehand.</summary>
        /// <param name="chip">The chip.</param>
        /// <param name="frames">Frames that the action moves.</param>
        /// <param name="action">What to do.</param>
        internal static BusCost Of(ChipModel chip, int frames, Action action)
        {
            const int Times = 100;
            action();
            long transactions = chip.BusTransactions;
            long bytes = chip.BusBytes;
            for (int i = 0; i < Times; i++)
            {
                action();
            }

            double all = Times * frames;
            return new BusCost((chip.BusTransactions - transactions) / all, (chip.BusBytes - bytes) / all);
        }

        /// <summary>In words, for frames of 1,514 bytes.</summary>
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Transactions:F2} SPI transactions a frame of 1,514 bytes, {BytesPerPayloadByte:F4} SPI bytes a payload byte");
    }
}
