using System;
using System.Device.Spi;

namespace Nano.Net.Drivers
{
    /// <summary>A chip on one of the board's SPI buses.</summary>
    public sealed class SpiBus : ISpiBus, IDisposable
    {
        private readonly SpiDevice device;

        /// <summary>Opens the bus in mode 0, most significant bit first, as W5500 and ENC28J60 want it.</summary>
        /// <param name="busId">The bus; its pins are set beforehand, by <c>Configuration.SetPinFunction</c> on an ESP32.</param>
        /// <param name="chipSelectPin">GPIO number of chip select.</param>
        /// <param name="clockFrequency">In Hz. The bus divides its own clock and may run slower.</param>
        public SpiBus(int busId, int chipSelectPin, int clockFrequency)
        {
            SpiConnectionSettings settings = new SpiConnectionSettings(busId, chipSelectPin);
            settings.ClockFrequency = clockFrequency;
            settings.Mode = SpiMode.Mode0;
            settings.DataFlow = DataFlow.MsbFirst;
            settings.DataBitLength = 8;
            device = SpiDevice.Create(settings);
        }

        /// <inheritdoc/>
        public void Write(byte[] buffer, int offset, int length)
        {
            device.Write(new SpanByte(buffer, offset, length));
        }

        /// <inheritdoc/>
        public void Transfer(byte[] writeBuffer, int writeOffset, int writeLength, byte[] readBuffer, int readOffset, int readLength)
        {
            device.TransferFullDuplex(new SpanByte(writeBuffer, writeOffset, writeLength), new SpanByte(readBuffer, readOffset, readLength));
        }

        /// <summary>Gives the bus free.</summary>
        public void Dispose()
        {
            device.Dispose();
        }
    }
}
