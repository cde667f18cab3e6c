using Nano.Emulator;

namespace Nano.Cli
{
    /// <summary>SLIP on a serial port.</summary>
    /// <param name="Port">The port's device.</param>
    /// <param name="BaudRate">Bits a second.</param>
    /// <param name="Mtu">The largest packet, in bytes.</param>
    internal sealed record SerialLinkSettings(string Port, int BaudRate, int Mtu) : LinkSettings
    {
        /// <inheritdoc/>
        public override ServeLink Open(AddressAndPrefix address)
        {
            try
            {
                return new SerialLink(new SerialPortLine(Port, BaudRate), this);
            }
            catch (SerialPortException e)
            {
                throw new CliException($"--serial: {e.Message}");
            }
        }
    }
}
