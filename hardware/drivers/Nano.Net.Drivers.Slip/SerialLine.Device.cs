using System;
using System.IO.Ports;

namespace Nano.Net.Drivers
{
    /// <summary>One of the board's UARTs, 8 data bits, no parity, 1 stop bit.</summary>
    public sealed class SerialLine : ISerialLine, IDisposable
    {
        private readonly SerialPort port;
        private readonly TransmitQueue queue;

        /// <summary>Opens the port.</summary>
        /// <param name="portName">Its name, "COM2" say; its pins are set beforehand, by <c>Configuration.SetPinFunction</c> on an ESP32. "COM1" is most often what the debugger uses.</param>
        /// <param name="baudRate">115,200 to 2,000,000.</param>
        /// <param name="hardwareFlowControl">Whether RTS and CTS are wired. Without them, what comes in while the receive buffer is full is lost.</param>
        /// <param name="receiveBuffer">Bytes that wait until they are read, 256 to 65,536. To lose none without flow control, no fewer than the receive windows of all TCP connections together; 4,096 serve most programs.</param>
        /// <param name="transmitBuffer">Bytes that wait until they are sent. For <see cref="SlipLink"/>, two more than twice its MTU at least; twice that keeps the line busy.</param>
        public SerialLine(string portName, int baudRate, bool hardwareFlowControl, int receiveBuffer, int transmitBuffer)
        {
            if (baudRate < 115200 || baudRate > 2000000)
            {
                throw new ArgumentOutOfRangeException("baudRate");
            }

            if (receiveBuffer < 256 || receiveBuffer > 65536)
            {
                throw new ArgumentOutOfRangeException("receiveBuffer");
            }

            port = new SerialPort(portName, baudRate, Parity.None, 8, StopBits.One);
            port.ReadBufferSize = receiveBuffer;
            if (hardwareFlowControl)
            {
                port.Handshake = Handshake.RequestToSend;
            }

            port.Open();
            port.DataReceived += OnDataReceived;
            queue = new TransmitQueue(transmitBuffer, WriteToPort);
        }

        /// <inheritdoc/>
        public event SerialDataHandler DataReceived;

        /// <inheritdoc/>
        public bool IsOpen
        {
            get { return queue.IsOpen; }
        }

        /// <inheritdoc/>
        public int WriteRoom
        {
            get { return queue.Room; }
        }

        /// <inheritdoc/>
        public int Read(byte[] buffer, int offset, int count)
        {
            // Asked for more than there is, the port waits for the rest.
            int waiting = port.BytesToRead;
            if (waiting < count)
            {
                count = waiting;
            }

            return count == 0 ? 0 : port.Read(buffer, offset, count);
        }

        /// <inheritdoc/>
        public void Write(byte[] buffer, int offset, int count)
        {
            queue.Enqueue(buffer, offset, count);
        }

        /// <summary>Gives the port free.</summary>
        public void Dispose()
        {
            queue.Dispose();
            port.Dispose();
        }

        private bool WriteToPort(byte[] buffer, int offset, int count)
        {
            port.Write(buffer, offset, count);
            return true;
        }

        private void OnDataReceived(object sender, SerialDataReceivedEventArgs e)
        {
            SerialDataHandler handler = DataReceived;
            if (handler != null)
            {
                handler();
            }
        }
    }
}
