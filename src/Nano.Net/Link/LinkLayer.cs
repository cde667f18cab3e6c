using System;
using Nano.Net.Core;
using Nano.Net.Wire;

namespace Nano.Net.Link
{
    /// <summary>
    /// The link device and one frame in each direction: takes frames off the device and hands what they carry to IPv4
    /// or ARP, and hands the device what these send.
    /// </summary>
    internal sealed class LinkLayer
    {
        /// <summary>What faults of the device are told as.</summary>
        internal const string DevicePart = "link device";

        private const ulong HardwareAddressMask = 0xFFFFFFFFFFFF;

        /// <summary>The frame that is being built. It belongs to whoever fills it, until it is transmitted.</summary>
        internal byte[] transmitFrame;

        /// <summary>Index in <see cref="transmitFrame"/> where a frame starts: behind the headroom of the device.</summary>
        internal readonly int frameOffset;

        /// <summary>Bytes of a link header: 14 on Ethernet, 0 where frames are bare IP packets.</summary>
        internal readonly int headerLength;

        /// <summary>The frame that was received last, at <see cref="frameOffset"/>.</summary>
        internal readonly byte[] receiveFrame;

        /// <summary>The largest IP packet that fits a frame, in bytes.</summary>
        internal readonly int mtu;

        /// <summary>This host's hardware address; of no meaning where there is no link header.</summary>
        internal readonly byte[] hardwareAddress;

        /// <summary>The device has checked the checksums of what it hands over.</summary>
        internal readonly bool verifiesChecksums;

        /// <summary>The device fills in the checksums of what it is handed.</summary>
        internal readonly bool fillsChecksums;

        internal readonly LinkCounters counters = new LinkCounters();

        /// <summary>See every frame; null for nobody.</summary>
        internal IFrameObserver observers;

        /// <summary>Takes what comes as IPv4.</summary>
        internal NetworkProtocol ipv4;

        /// <summary>Takes what comes as IPv6; null where the stack has not got it.</summary>
        internal NetworkProtocol ipv6;

        /// <summary>Notices that the link goes down or comes up.</summary>
        internal LinkMonitor monitor;

        /// <summary>Takes what comes as ARP.</summary>
        internal NetworkProtocol arp;

        internal readonly StackContext context;

        // The device that frames come from and go to: a DevicePause while the real one is left alone.
        private ILinkDevice device;

        // Made with the first fault of the device.
        private DevicePause pause;

        // The groups of all protocols, for the device's filter; null where it has none.
        private byte[] multicastGroups;
        private readonly int capacity;
        private readonly ulong ownAddress;

        /// <summary>Makes one.</summary>
        /// <param name="context">The stack's time, deadlines and faults.</param>
        /// <param name="device">The device.</param>
        /// <param name="largestPacket">Bytes of the largest packet that is sent or taken, where the device has no lower limit.</param>
        internal LinkLayer(StackContext context, ILinkDevice device, int largestPacket)
        {
            this.context = context;
            this.device = device;
            LinkCapabilities capabilities = device.Capabilities;
            frameOffset = capabilities.Headroom;
            verifiesChecksums = capabilities.VerifiesChecksums;
            fillsChecksums = capabilities.FillsChecksums;
            mtu = device.MaximumTransmissionUnit;
            if (mtu > largestPacket)
            {
                mtu = largestPacket;
            }

            if (capabilities.Medium == LinkMedium.Ethernet)
            {
                headerLength = EthernetFrame.HeaderLength;
                hardwareAddress = device.HardwareAddress;

                // As BitConverter loads it, which is how a received destination is compared.
                for (int i = EthernetFrame.AddressLength - 1; i >= 0; i--)
                {
                    ownAddress = (ownAddress << 8) | hardwareAddress[i];
                }
            }

            capacity = headerLength + mtu;
            transmitFrame = new byte[frameOffset + capacity];
            receiveFrame = new byte[frameOffset + capacity];
        }

        /// <summary>Shows every frame to one more observer. Any thread may call this.</summary>
        internal void AddObserver(IFrameObserver observer)
        {
            lock (this)
            {
                observers = FrameObserverPair.Add(observers, observer);
            }
        }

        /// <summary>Shows no more frames to an observer. Any thread may call this.</summary>
        internal void RemoveObserver(IFrameObserver observer)
        {
            lock (this)
            {
                observers = FrameObserverPair.Remove(observers, observer);
            }
        }

        /// <summary>Takes one frame from the device and has it processed.</summary>
        /// <returns>False where none was waiting.</returns>
        internal bool Receive()
        {
            byte[] frame = receiveFrame;
            int offset = frameOffset;
            int length;
            try
            {
                length = device.Receive(frame, offset, capacity);
            }
            catch (Exception e)
            {
                OnDeviceFault(e);
                return false;
            }

            if (length <= 0)
            {
                return false;
            }

            LinkCounters counters = this.counters;
            counters.FramesReceived++;
            counters.BytesReceived += length;
            if (observers != null)
            {
                Show(observers, frame, offset, length, true);
            }

            NetworkProtocol protocol = ipv4;
            bool broadcast = false;
            if (headerLength != 0)
            {
                if (length < EthernetFrame.HeaderLength)
                {
                    counters.Runts++;
                    return true;
                }

                if ((BitConverter.ToUInt64(frame, offset) & HardwareAddressMask) != ownAddress)
                {
                    // The lowest bit of the first byte marks a group: multicast, and broadcast as its extreme.
                    if ((frame[offset] & 1) == 0)
                    {
                        counters.NotForThisHost++;
                        return true;
                    }

                    broadcast = true;
                }

                int type = (frame[offset + EthernetFrame.EtherTypeOffset] << 8) | frame[offset + EthernetFrame.EtherTypeOffset + 1];
                if (type != EthernetFrame.EtherTypeIpv4)
                {
                    protocol = type == EthernetFrame.EtherTypeArp ? arp : type == EthernetFrame.EtherTypeIpv6 ? ipv6 : null;
                }

                offset += EthernetFrame.HeaderLength;
                length -= EthernetFrame.HeaderLength;
            }
            else if (ipv6 != null && frame[offset] >> 4 == 6)
            {
                // Nothing but the version tells them apart.
                protocol = ipv6;
            }

            if (protocol == null)
            {
                counters.UnknownEtherType++;
            }
            else
            {
                protocol.OnPacket(frame, offset, length, broadcast);
            }

            return true;
        }

        /// <summary>Hands <see cref="transmitFrame"/> to the device.</summary>
        /// <param name="offset">Index of the frame's first byte, at least <see cref="frameOffset"/>.</param>
        /// <param name="length">Its length in bytes, link header included.</param>
        /// <returns>False where the device is busy; true where it took the frame, or the frame was dropped because the link is down.</returns>
        internal bool Transmit(int offset, int length)
        {
            return Transmit(transmitFrame, offset, length);
        }

        /// <summary>Hands a frame to the device, which keeps nothing of it.</summary>
        /// <param name="frame">Holds it, with the headroom of the device in front.</param>
        /// <param name="offset">Index of its first byte, at least <see cref="frameOffset"/>.</param>
        /// <param name="length">Its length in bytes, link header included.</param>
        /// <returns>As above.</returns>
        internal bool Transmit(byte[] frame, int offset, int length)
        {
            LinkCounters counters = this.counters;
            bool taken;
            try
            {
                taken = device.Send(frame, offset, length);
            }
            catch (Exception e)
            {
                // What the caller was about to do, it does to the end: for it, the frame is lost like any other.
                OnDeviceFault(e);
                counters.LinkDown++;
                return true;
            }

            if (!taken)
            {
                // Asked only now: the answer costs a call, and a device that takes frames need not be asked.
                if (IsUp())
                {
                    counters.TransmitBusy++;
                    return false;
                }

                counters.LinkDown++;
                return true;
            }

            counters.FramesSent++;
            counters.BytesSent += length;
            if (observers != null)
            {
                Show(observers, frame, offset, length, false);
            }

            return true;
        }

        /// <summary>Whether the link is up: not where the device is left alone after a fault. Any thread may ask.</summary>
        internal bool IsUp()
        {
            try
            {
                return device.IsLinkUp;
            }
            catch (Exception e)
            {
                context.faults.Add(e, DevicePart);
                return false;
            }
        }

        /// <summary>Makes room for frames that begin later, because what they carry stands where a longer header would end. For set-up only.</summary>
        /// <param name="bytes">How much later.</param>
        internal void ReserveTransmitRoom(int bytes)
        {
            if (bytes > 0)
            {
                transmitFrame = new byte[transmitFrame.Length + bytes];
            }
        }

        /// <summary>Makes room for groups of one more protocol, where the device leaves out what nobody asked for. For set-up only.</summary>
        /// <param name="groups">The most that the protocol wants.</param>
        internal void ReserveMulticastGroups(int groups)
        {
            if (device is IMulticastFilter)
            {
                int before = multicastGroups == null ? 0 : multicastGroups.Length;
                multicastGroups = new byte[before + (groups * EthernetFrame.AddressLength)];
            }
        }

        /// <summary>The groups of a protocol have changed: tells the device, where it leaves out what nobody asked for.</summary>
        internal void UpdateMulticastFilter()
        {
            if (multicastGroups == null)
            {
                return;
            }

            if (device != pause)
            {
                int count = ipv4 == null ? 0 : ipv4.WriteMulticastGroups(multicastGroups, 0);
                if (ipv6 != null)
                {
                    count += ipv6.WriteMulticastGroups(multicastGroups, count * EthernetFrame.AddressLength);
                }

                try
                {
                    ((IMulticastFilter)device).SetMulticastGroups(multicastGroups, count);
                    return;
                }
                catch (Exception e)
                {
                    OnDeviceFault(e);
                }
            }

            if (pause != null)
            {
                pause.OweMulticastGroups();
            }
        }

        /// <summary>Takes the device back into use after a pause.</summary>
        internal void Resume(ILinkDevice paused)
        {
            device = paused;
        }

        // Each by itself: one that throws sees no more, or it would throw at each frame, and the others see all.
        private void Show(IFrameObserver observer, byte[] frame, int offset, int length, bool received)
        {
            FrameObserverPair pair = observer as FrameObserverPair;
            if (pair != null)
            {
                Show(pair.first, frame, offset, length, received);
                Show(pair.second, frame, offset, length, received);
                return;
            }

            bool wasInCallback = context.inCallback;
            context.inCallback = true;
            try
            {
                if (received)
                {
                    observer.FrameReceived(frame, offset, length);
                }
                else
                {
                    observer.FrameSent(frame, offset, length);
                }
            }
            catch (Exception e)
            {
                RemoveObserver(observer);
                context.faults.Add(e, "frame observer");
            }

            context.inCallback = wasInCallback;
        }

        // The device has thrown, and has got no further than that: it is left alone for a while. The caller goes on.
        private void OnDeviceFault(Exception exception)
        {
            context.faults.Add(exception, DevicePart);
            try
            {
                if (pause == null)
                {
                    pause = new DevicePause(context, this, device);
                }

                device = pause;
                pause.Begin();
            }
            catch (OutOfMemoryException)
            {
                // Then it is called again at once, and may have recovered.
            }
        }
    }
}
