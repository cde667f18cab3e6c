using System;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// An Ethernet link to one peer, through the network that the firmware has: frames in UDP datagrams in VXLAN format
    /// (RFC 7348). The peer may be the Linux kernel: <c>ip link add vx0 type vxlan id 1 remote ADDRESS dstport 4789</c>.
    /// </summary>
    /// <remarks>Nothing in it is secret or signed: whoever can send from the peer's address can send frames.</remarks>
    public sealed class VxlanTunnel : ILinkDevice
    {
        /// <summary>The UDP port of VXLAN (RFC 7348 section 5).</summary>
        public const int DefaultPort = 4789;

        /// <summary>Bytes by which the packets within are shorter than those of the network below, where the peer's address is an IPv4 one.</summary>
        public const int Overhead = 50;

        /// <summary>The same where it is an IPv6 one.</summary>
        public const int Ipv6Overhead = 70;

        // After so many datagrams without a frame, others get their turn with the stack.
        private const int MaximumDropped = 32;

        private readonly IDatagramSocket socket;
        private readonly int network;
        private readonly int mtu;
        private readonly int maximumFrame;
        private readonly byte[] header;
        private readonly byte[] hardwareAddress;
        private readonly VxlanCounters counters = new VxlanCounters();

        // One byte longer than any datagram that is welcome, so that one which is longer shows.
        private readonly byte[] datagram;

        /// <summary>Makes a link of a socket.</summary>
        /// <param name="socket">The socket, which nobody else uses.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public VxlanTunnel(IDatagramSocket socket, VxlanOptions options)
        {
            if (socket == null)
            {
                throw new ArgumentNullException("socket");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            this.socket = socket;
            network = options.Network;
            mtu = options.MaximumTransmissionUnit;
            maximumFrame = mtu + EthernetFrame.HeaderLength;
            header = VxlanHeader.Make(network);
            datagram = new byte[VxlanHeader.Length + maximumFrame + 1];
            hardwareAddress = new byte[EthernetFrame.AddressLength];
            if (options.HardwareAddress != null)
            {
                Array.Copy(options.HardwareAddress, 0, hardwareAddress, 0, EthernetFrame.AddressLength);
            }
            else
            {
                new Random().NextBytes(hardwareAddress);

                // Locally administered, not a group address (IEEE 802).
                hardwareAddress[0] = (byte)((hardwareAddress[0] & 0xFC) | 0x02);
            }

            LinkCapabilities capabilities = new LinkCapabilities();
            capabilities.Headroom = VxlanHeader.Length;
            Capabilities = capabilities;
            socket.DatagramAvailable += OnDatagramAvailable;
        }

        /// <inheritdoc/>
        public event FrameAvailableHandler FrameAvailable;

        /// <summary>What was counted.</summary>
        public VxlanCounters Counters
        {
            get { return counters; }
        }

        /// <inheritdoc/>
        public byte[] HardwareAddress
        {
            get
            {
                byte[] copy = new byte[EthernetFrame.AddressLength];
                Array.Copy(hardwareAddress, 0, copy, 0, EthernetFrame.AddressLength);
                return copy;
            }
        }

        /// <inheritdoc/>
        public int MaximumTransmissionUnit
        {
            get { return mtu; }
        }

        /// <summary>Whether the socket is open: of the peer, a tunnel knows nothing.</summary>
        public bool IsLinkUp
        {
            get { return socket.IsOpen; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities { get; }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            byte[] datagram = this.datagram;
            int dropped = 0;
            while (true)
            {
                int length = socket.Receive(datagram, 0, datagram.Length);
                if (length < 0)
                {
                    return 0;
                }

                length -= VxlanHeader.Length;
                if (IsWelcome(length, capacity))
                {
                    Array.Copy(datagram, VxlanHeader.Length, buffer, offset, length);
                    counters.FramesReceived++;
                    return length;
                }

                if (++dropped == MaximumDropped)
                {
                    OnDatagramAvailable();
                    return 0;
                }
            }
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            if (length > maximumFrame)
            {
                counters.SendTooLong++;
                return true;
            }

            // Into the headroom, and so header and frame are one piece.
            offset -= VxlanHeader.Length;
            Array.Copy(header, 0, buffer, offset, VxlanHeader.Length);
            DatagramResult result = socket.Send(buffer, offset, length + VxlanHeader.Length);
            if (result == DatagramResult.Sent)
            {
                counters.FramesSent++;
                return true;
            }

            if (result == DatagramResult.Busy || !socket.IsOpen)
            {
                counters.SendBusy++;
                return false;
            }

            counters.SendFailed++;
            return true;
        }

        /// <summary>Whether the datagram carries a frame for this link; counts it where it does not.</summary>
        /// <param name="length">Bytes of the frame.</param>
        /// <param name="capacity">Room for it.</param>
        private bool IsWelcome(int length, int capacity)
        {
            // The sender first: of what others send, nothing is looked at.
            if (!socket.IsFromPeer)
            {
                counters.ForeignPeer++;
                return false;
            }

            if (length < EthernetFrame.HeaderLength)
            {
                counters.TooShort++;
                return false;
            }

            int named = VxlanHeader.NetworkOf(datagram, 0);
            if (named != network)
            {
                if (named == VxlanHeader.NoNetwork)
                {
                    counters.NoNetwork++;
                }
                else
                {
                    counters.ForeignNetwork++;
                }

                return false;
            }

            if (length > maximumFrame || length > capacity)
            {
                counters.TooLong++;
                return false;
            }

            return true;
        }

        private void OnDatagramAvailable()
        {
            FrameAvailableHandler handler = FrameAvailable;
            if (handler != null)
            {
                handler();
            }
        }
    }
}
