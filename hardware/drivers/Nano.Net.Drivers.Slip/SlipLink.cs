using System;
using Nano.Net.Link;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// IP packets over a serial line (SLIP, RFC 1055): a point-to-point link without addresses. Headers are not
    /// compressed (RFC 1144, "CSLIP").
    /// </summary>
    /// <remarks>
    /// SLIP finds no errors: noise that leaves the framing intact is found by the checksums of IP, TCP and UDP. At one
    /// end of the line has to be what is at the other; there is nothing to negotiate.
    /// </remarks>
    public sealed class SlipLink : ILinkDevice
    {
        private const int ChunkSize = 512;

        // After so many bytes without a packet, others get their turn with the stack.
        private const int MaximumTaken = 16384;

        private readonly ISerialLine line;
        private readonly int mtu;
        private readonly SlipCounters counters = new SlipCounters();
        private readonly SlipDecoder decoder;
        private readonly SlipEncoder encoder;
        private readonly byte[] chunk = new byte[ChunkSize];
        private int chunkAt;
        private int chunkEnd;

        /// <summary>Makes a link of a line.</summary>
        /// <param name="line">The line, to which nobody else writes. Its <see cref="ISerialLine.WriteRoom"/> has to become, when all is sent, two bytes more than twice the MTU at least.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible, or the line too small; the message says what would do.</exception>
        public SlipLink(ISerialLine line, SlipOptions options)
        {
            if (line == null)
            {
                throw new ArgumentNullException("line");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            mtu = options.MaximumTransmissionUnit;
            int room = SlipEncoder.MaximumEncodedLength(mtu);
            if (line.WriteRoom < room)
            {
                throw new ArgumentException("the line must have room for " + room.ToString() + " bytes to be sent");
            }

            this.line = line;
            decoder = new SlipDecoder(mtu, counters);
            encoder = new SlipEncoder(line);
            LinkCapabilities capabilities = new LinkCapabilities();
            capabilities.Medium = LinkMedium.Ip;
            Capabilities = capabilities;
            HardwareAddress = new byte[6];
            line.DataReceived += OnDataReceived;
        }

        /// <inheritdoc/>
        public event FrameAvailableHandler FrameAvailable;

        /// <summary>What was counted.</summary>
        public SlipCounters Counters
        {
            get { return counters; }
        }

        /// <summary>Of no meaning: the link has no addresses.</summary>
        public byte[] HardwareAddress { get; }

        /// <inheritdoc/>
        public int MaximumTransmissionUnit
        {
            get { return mtu; }
        }

        /// <summary>Whether the port is open: of the other end, SLIP knows nothing.</summary>
        public bool IsLinkUp
        {
            get { return line.IsOpen; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities { get; }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            int taken = 0;
            while (true)
            {
                if (chunkAt == chunkEnd)
                {
                    if (taken >= MaximumTaken)
                    {
                        OnDataReceived();
                        return 0;
                    }

                    chunkAt = 0;
                    chunkEnd = line.Read(chunk, 0, ChunkSize);
                    if (chunkEnd == 0)
                    {
                        return 0;
                    }

                    taken += chunkEnd;
                    counters.LineBytesReceived += chunkEnd;
                }

                chunkAt = decoder.Decode(chunk, chunkAt, chunkEnd);
                int length = decoder.length;
                if (length > capacity)
                {
                    counters.ReceivedTooLong++;
                }
                else if (length != 0)
                {
                    Array.Copy(decoder.packet, 0, buffer, offset, length);
                    counters.PacketsReceived++;
                    return length;
                }
            }
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            if (length > mtu)
            {
                counters.SendTooLong++;
                return true;
            }

            if (line.WriteRoom < SlipEncoder.MaximumEncodedLength(length))
            {
                counters.LineBusy++;
                return false;
            }

            counters.LineBytesSent += encoder.Encode(buffer, offset, length);
            counters.PacketsSent++;
            return true;
        }

        private void OnDataReceived()
        {
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }
        }
    }
}
