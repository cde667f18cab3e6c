using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Nano.Emulator
{
    /// <summary>struct termios2: how the kernel treats what goes over a terminal line (asm-generic/termbits.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct TerminalSettings
    {
        private const nuint GetSettings = 0x802C542A;
        private const nuint SetSettings = 0x402C542B;
        private const uint EightBits = 0x30;
        private const uint EnableReceiver = 0x80;
        private const uint IgnoreModemLines = 0x800;
        private const uint AnyBaudRate = 0x1000;
        private const int MinimumToRead = 6;

        private uint inputModes;
        private uint outputModes;
        private uint controlModes;
        private uint localModes;
        private byte discipline;
        private ControlCharacters characters;
        private uint inputBaudRate;
        private uint outputBaudRate;

        /// <summary>Has a terminal pass all bytes on as they are, 8 bits, no parity, 1 stop bit.</summary>
        /// <param name="descriptor">The terminal.</param>
        /// <param name="baudRate">Bits a second.</param>
        /// <returns>The rate that it now has, which is another one where the port cannot do what was asked; negative where it is no terminal.</returns>
        public static long MakeRaw(int descriptor, int baudRate)
        {
            var settings = new TerminalSettings
            {
                controlModes = EightBits | EnableReceiver | IgnoreModemLines | AnyBaudRate,
                inputBaudRate = (uint)baudRate,
                outputBaudRate = (uint)baudRate,
            };
            settings.characters[MinimumToRead] = 1;
            return Libc.Control(descriptor, SetSettings, &settings) == 0 && Libc.Control(descriptor, GetSettings, &settings) == 0
                ? settings.outputBaudRate
                : -1;
        }

        [InlineArray(19)]
        private struct ControlCharacters
        {
            private byte first;
        }
    }
}
