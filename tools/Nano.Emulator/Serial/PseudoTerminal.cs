using System.Globalization;
using System.Runtime.InteropServices;

namespace Nano.Emulator
{
    /// <summary>
    /// A serial line without wires: one end is a device file, which opens as any serial port does, and the other end is
    /// here. It has no rate: bytes come through as fast as both ends take them.
    /// </summary>
    public sealed unsafe class PseudoTerminal : IDisposable
    {
        private const string Multiplexer = "/dev/ptmx";
        private const nuint SetLock = 0x40045431;
        private const nuint GetNumber = 0x80045430;

        // Milliseconds, after which the end of it is noticed.
        private const int LongestWait = 50;

        private readonly int descriptor;
        private volatile bool stopping;
        private bool disposed;

        /// <summary>Makes one.</summary>
        /// <exception cref="SerialPortException">The machine gives none.</exception>
        public PseudoTerminal()
        {
            descriptor = OperatingSystem.IsLinux()
                ? Libc.Open(Multiplexer, Libc.OpenReadWrite | Libc.OpenNoControllingTerminal | Libc.OpenNonBlocking | Libc.OpenCloseOnExec)
                : throw new SerialPortException("pseudoterminals are made as Linux has them");
            int unlocked = 0;
            int number;
            if (descriptor < 0 || Libc.Control(descriptor, SetLock, &unlocked) != 0 || Libc.Control(descriptor, GetNumber, &number) != 0)
            {
                throw new SerialPortException($"{Multiplexer} gives no pseudoterminal: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
            }

            Path = string.Create(CultureInfo.InvariantCulture, $"/dev/pts/{number}");
        }

        /// <summary>The device file of the other end.</summary>
        public string Path { get; }

        /// <summary>Waits for bytes from the other end and takes them.</summary>
        /// <param name="buffer">Where to put them.</param>
        /// <returns>How many there were, at least 1; 0 when this end is stopped.</returns>
        public int Read(Span<byte> buffer)
        {
            while (!stopping)
            {
                nint taken;
                fixed (byte* start = buffer)
                {
                    taken = Libc.Read(descriptor, start, buffer.Length);
                }

                if (taken > 0)
                {
                    return (int)taken;
                }

                // An error means that nobody has the other end open, or not yet.
                WaitFor(Libc.PollIn, Marshal.GetLastSystemError() == Libc.InputOutput);
            }

            return 0;
        }

        /// <summary>Writes bytes, and waits as long as the other end takes none.</summary>
        /// <param name="bytes">The bytes. What is left of them when this end is stopped is lost.</param>
        public void Write(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0 && !stopping)
            {
                nint taken;
                fixed (byte* start = bytes)
                {
                    taken = Libc.Write(descriptor, start, bytes.Length);
                }

                if (taken > 0)
                {
                    bytes = bytes[(int)taken..];
                }
                else
                {
                    WaitFor(Libc.PollOut, false);
                }
            }
        }

        /// <summary>Ends calls that wait. They must have returned before <see cref="Dispose"/> is called.</summary>
        public void Stop() => stopping = true;

        /// <summary>Closes this end, which the other end sees as a port that has gone.</summary>
        public void Dispose()
        {
            stopping = true;
            if (!disposed)
            {
                disposed = true;
                _ = Libc.Close(descriptor);
            }
        }

        private void WaitFor(short events, bool isAway)
        {
            if (isAway)
            {
                // The kernel would report that at once, over and over.
                Thread.Sleep(LongestWait);
                return;
            }

            var happening = new Libc.PollDescriptor { Descriptor = descriptor, Events = events };
            _ = Libc.Poll(&happening, 1, LongestWait);
        }
    }
}
