using System.Buffers.Binary;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>
    /// An Ethernet switch: it learns where hardware addresses are, and floods what is for everybody or for an address that
    /// it does not know. Each port has a cable of its own, with conditions of its own.
    /// </summary>
    public sealed class VirtualSwitch : VirtualMedium
    {
        /// <summary>Addresses that it can learn: a host that makes them up must not fill the memory.</summary>
        private const int MaximumAddresses = 4096;

        private readonly Dictionary<ulong, WirePort> locations = [];
        private readonly HashSet<WirePort> pulled = [];

        /// <summary>Makes a switch without ports.</summary>
        /// <param name="scheduler">Whose clock it runs by.</param>
        /// <param name="seed">What all that is random on it comes from.</param>
        public VirtualSwitch(Scheduler scheduler, ulong seed = 0)
            : base(scheduler, seed, LinkMedium.Ethernet)
        {
        }

        /// <summary>Adds a port.</summary>
        /// <param name="conditions">What its cable does to frames, to the switch and from it; ideal by default. To change one of them, see <see cref="WirePort.Outbound"/> and <see cref="WirePort.Inbound"/>.</param>
        /// <param name="options">How the port presents itself.</param>
        public WirePort AddPort(WireConditions? conditions = null, WirePortOptions? options = null)
        {
            lock (Gate)
            {
                WirePort port = MakePort(options);
                port.Outbound = MakeDirection(port, conditions, Forward);
                port.Inbound = MakeDirection(port, conditions, port.Accept);
                return port;
            }
        }

        internal override bool IsLinkUp(WirePort port)
        {
            lock (Gate)
            {
                return !pulled.Contains(port);
            }
        }

        internal override void SetLinkUp(WirePort port, bool value)
        {
            lock (Gate)
            {
                if (value)
                {
                    pulled.Remove(port);
                }
                else
                {
                    pulled.Add(port);
                    foreach ((ulong address, WirePort location) in locations)
                    {
                        if (location == port)
                        {
                            locations.Remove(address);
                        }
                    }
                }
            }

            port.RaiseLinkChanged();
        }

        /// <summary>Sends a frame that came in on to where it belongs.</summary>
        /// <returns>Null: no port has received it yet.</returns>
        private WirePort? Forward(WireFrame frame)
        {
            WirePort source = frame.Sender;
            WireDirection inbound = frame.Direction;
            if (!source.IsLinkUp)
            {
                inbound.Lose(frame, source, FrameLossReason.LinkDown);
                return null;
            }

            if (frame.Bytes.Length < EthernetFrame.HeaderLength)
            {
                inbound.Lose(frame, source, FrameLossReason.Malformed);
                return null;
            }

            inbound.FramesDelivered++;
            Learn(ReadAddress(frame.Bytes[EthernetFrame.SourceOffset..]), source);
            ulong destination = ReadAddress(frame.Bytes[EthernetFrame.DestinationOffset..]);
            if (!IsGroup(destination) && locations.TryGetValue(destination, out WirePort? known))
            {
                if (known != source)
                {
                    known.Inbound.Transmit(frame);
                    return null;
                }
            }
            else
            {
                Flood(frame);
            }

            Return(frame);
            return null;
        }

        private void Flood(WireFrame frame)
        {
            for (int i = 0; i < Ports.Count; i++)
            {
                WirePort port = Ports[i];
                if (port != frame.Sender && port.IsLinkUp)
                {
                    WireFrame copy = Rent();
                    copy.SetTo(frame);
                    port.Inbound.Transmit(copy);
                }
            }
        }

        private void Learn(ulong address, WirePort port)
        {
            if (!IsGroup(address) && (locations.Count < MaximumAddresses || locations.ContainsKey(address)))
            {
                locations[address] = port;
            }
        }

        private static bool IsGroup(ulong address) => (address >> 40 & 1) != 0;

        private static ulong ReadAddress(ReadOnlySpan<byte> bytes) =>
            (ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32 | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);
    }
}
