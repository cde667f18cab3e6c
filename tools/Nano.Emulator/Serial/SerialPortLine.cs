using System.Runtime.InteropServices;
using Nano.Net.Drivers;

namespace Nano.Emulator
{
    /// <summary>A serial port of a Linux machine, or a pseudoterminal: what a board's UART is to <see cref="SlipLink"/> there, here.</summary>
    public sealed unsafe class SerialPortLine : ISerialLine, IDisposable
    {
        // Milliseconds. However long the port takes nothing, the end is noticed.
        private const int LongestWait = 100;

        private readonly int descriptor;
        private readonly DescriptorWaiter waiter;
        private readonly TransmitQueue queue;
        private volatile bool disposed;
        private volatile bool gone;

        /// <summary>Opens a port: 8 data bits, no parity, 1 stop bit, no flow control.</summary>
        /// <param name="path">Its device, /dev/ttyUSB0 say.</param>
        /// <param name="baudRate">Bits a second, 300 to 4,000,000, as far as the port goes.</param>
        /// <param name="transmitBuffer">Bytes that wait until they are sent.</param>
        /// <exception cref="SerialPortException">It cannot be opened; the message says why and what would help.</exception>
        public SerialPortLine(string path, int baudRate, int transmitBuffer = 8192)
        {
            ArgumentException.ThrowIfNullOrEmpty(path);
            Require.Range(baudRate, 300, 4_000_000, nameof(baudRate));
            Require.Range(transmitBuffer, 1, 1 << 20, nameof(transmitBuffer));
            descriptor = Open(path, baudRate);
            try
            {
                waiter = new DescriptorWaiter(descriptor, path);
                waiter.Add(() => DataReceived?.Invoke());
                queue = new TransmitQueue(transmitBuffer, WriteToPort);
            }
            catch
            {
                _ = Libc.Close(descriptor);
                throw;
            }
        }

        /// <inheritdoc/>
        public event SerialDataHandler? DataReceived;

        /// <inheritdoc/>
        public bool IsOpen => !gone && queue.IsOpen;

        /// <inheritdoc/>
        public int WriteRoom => queue.Room;

        /// <inheritdoc/>
        public int Read(byte[] buffer, int offset, int count)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            nint taken;
            fixed (byte* start = buffer.AsSpan(offset, count))
            {
                taken = Libc.Read(descriptor, start, count);
            }

            if (taken > 0)
            {
                return (int)taken;
            }

            if (taken < 0 && Marshal.GetLastSystemError() is Libc.TryAgain or Libc.Interrupted)
            {
                waiter.Arm();
                return 0;
            }

            // Unplugged, or the other end of a pseudoterminal was closed: nothing comes any more.
            gone = true;
            return 0;
        }

        /// <inheritdoc/>
        public void Write(byte[] buffer, int offset, int count) => queue.Enqueue(buffer, offset, count);

        /// <summary>Closes the port; what is still queued is lost. No call to it may be under way.</summary>
        public void Dispose()
        {
            if (!disposed)
            {
                disposed = true;
                queue.Dispose();
                waiter.Dispose();
                _ = Libc.Close(descriptor);
            }
        }

        private static int Open(string path, int baudRate)
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new SerialPortException("serial ports are opened as Linux has them; here, use another link");
            }

            int descriptor = Libc.Open(path, Libc.OpenReadWrite | Libc.OpenNoControllingTerminal | Libc.OpenNonBlocking | Libc.OpenCloseOnExec);
            if (descriptor < 0)
            {
                throw Marshal.GetLastPInvokeError() switch
                {
                    Libc.NoEntry => new SerialPortException($"there is no serial port '{path}'; `ls /dev/tty*` shows those that there are, such as /dev/ttyUSB0"),
                    Libc.AccessDenied => new SerialPortException($"'{path}' may not be opened by this user: run this with sudo, or join the group of the port (`ls -l {path}`)"),
                    var error => new SerialPortException($"'{path}' cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}"),
                };
            }

            long actual = TerminalSettings.MakeRaw(descriptor, baudRate);
            string? wrong = actual < 0 ? $"'{path}' is no serial port; it should be one such as /dev/ttyUSB0"
                : Math.Abs(actual - baudRate) > baudRate / 50 ? $"'{path}' does not do {baudRate} baud but {actual}; choose a rate that it has"
                : null;
            if (wrong != null)
            {
                _ = Libc.Close(descriptor);
                throw new SerialPortException(wrong);
            }

            return descriptor;
        }

        private bool WriteToPort(byte[] buffer, int offset, int count)
        {
            while (count > 0)
            {
                nint taken;
                fixed (byte* start = buffer.AsSpan(offset, count))
                {
                    taken = Libc.Write(descriptor, start, count);
                }

                if (taken > 0)
                {
                    offset += (int)taken;
                    count -= (int)taken;
                }
                else if (disposed || gone || Marshal.GetLastSystemError() is not (Libc.TryAgain or Libc.Interrupted))
                {
                    return false;
                }
                else
                {
                    var room = new Libc.PollDescriptor { Descriptor = descriptor, Events = Libc.PollOut };
                    _ = Libc.Poll(&room, 1, LongestWait);
                }
            }

            return true;
        }
    }
}
