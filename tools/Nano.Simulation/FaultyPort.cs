using Nano.Emulator;
using Nano.Net.IPv6.Wire;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Simulation
{
    /// <summary>
    /// Where a host's cable is plugged in. The cable can be moved to another port, the hardware address that others see can become
    /// another one, and the driver can throw.
    /// </summary>
    internal sealed class FaultyPort : ILinkDevice, ILinkEvents
    {
        private readonly WirePort home;
        private FrameAvailableHandler? frameAvailable;
        private LinkChangedHandler? linkChanged;
        private byte[]? alias;

        internal FaultyPort(WirePort home)
        {
            this.home = home;
            Current = home;
            home.FrameAvailable += OnFrameAvailable;
            home.LinkChanged += OnLinkChanged;
        }

        public event FrameAvailableHandler? FrameAvailable
        {
            add => frameAvailable += value;
            remove => frameAvailable -= value;
        }

        public event LinkChangedHandler? LinkChanged
        {
            add => linkChanged += value;
            remove => linkChanged -= value;
        }

        /// <summary>The port that the cable leads to.</summary>
        internal WirePort Current { get; private set; }

        /// <summary>Probability that a call of the driver throws, drawn from <see cref="Random"/>.</summary>
        internal double Throws { get; set; }

        internal RandomSource? Random { get; set; }

        /// <summary>Called before it throws: what an exception allocates is not the stack's.</summary>
        internal Action? Throwing { get; set; }

        /// <summary>The address that others see.</summary>
        internal byte[] VisibleAddress => alias ?? home.HardwareAddress;

        /// <summary>The stack's own.</summary>
        public byte[] HardwareAddress => home.HardwareAddress;

        public int MaximumTransmissionUnit => home.MaximumTransmissionUnit;

        public bool IsLinkUp => Current.IsLinkUp;

        public bool RaisesLinkChanged => true;

        public LinkCapabilities Capabilities => home.Capabilities;

        /// <summary>Plugs the cable into another port.</summary>
        internal void MoveTo(WirePort port)
        {
            if (port != Current)
            {
                Current.FrameAvailable -= OnFrameAvailable;
                Current.LinkChanged -= OnLinkChanged;
                port.FrameAvailable += OnFrameAvailable;
                port.LinkChanged += OnLinkChanged;
                Current = port;
                OnLinkChanged();
                OnFrameAvailable();
            }
        }

        /// <summary>Gives it another address, as if another part had taken its place. Nobody is told.</summary>
        internal void ChangeAddress()
        {
            byte[] next = VisibleAddress;
            next[2]++;
            alias = next;
        }

        public int Receive(byte[] buffer, int offset, int capacity)
        {
            MayThrow();
            while (true)
            {
                int length = Current.Receive(buffer, offset, capacity);
                if (length < EthernetFrame.HeaderLength || alias == null || (buffer[offset] & 1) != 0)
                {
                    return length;
                }

                // What still goes to the old address is for nobody.
                Span<byte> destination = buffer.AsSpan(offset, EthernetFrame.AddressLength);
                if (destination.SequenceEqual(alias))
                {
                    home.HardwareAddress.CopyTo(destination);
                    return length;
                }
            }
        }

        public bool Send(byte[] buffer, int offset, int length)
        {
            MayThrow();
            if (alias == null || length < EthernetFrame.HeaderLength)
            {
                return Current.Send(buffer, offset, length);
            }

            // A copy, since what the stack keeps in its buffer is its own.
            byte[] copy = buffer.AsSpan(0, offset + length).ToArray();
            alias.CopyTo(copy, offset + EthernetFrame.SourceOffset);
            if (copy[offset + EthernetFrame.EtherTypeOffset] == EthernetFrame.EtherTypeArp >> 8
                && copy[offset + EthernetFrame.EtherTypeOffset + 1] == (EthernetFrame.EtherTypeArp & 0xFF))
            {
                alias.CopyTo(copy, offset + EthernetFrame.HeaderLength + ArpPacket.SenderHardwareOffset);
            }

            byte[] frame = copy.AsSpan(offset, length).ToArray();
            if (NameAlias(frame))
            {
                frame.CopyTo(copy, offset);
            }

            return Current.Send(copy, offset, length);
        }

        public override string ToString() => home.Name;

        // What neighbour discovery says of the hardware address is of the new one.
        private bool NameAlias(byte[] frame)
        {
            if (frame.Length < FrameBuilder.Ipv6PayloadOffset + NeighborMessage.SolicitationOptions
                || frame[EthernetFrame.EtherTypeOffset] != EthernetFrame.EtherTypeIpv6 >> 8
                || frame[EthernetFrame.HeaderLength + Ipv6Packet.NextHeaderOffset] != Ipv6Packet.ProtocolIcmpv6
                || !Icmpv6Message.IsNeighborDiscovery(frame[FrameBuilder.Ipv6PayloadOffset]))
            {
                return false;
            }

            int at = FrameBuilder.Ipv6PayloadOffset
                + (frame[FrameBuilder.Ipv6PayloadOffset] == Icmpv6Message.RouterSolicitation ? NeighborMessage.SolicitationOptions : NeighborMessage.NeighborOptions);
            for (; at + NeighborOption.ShortLength <= frame.Length && frame[at + 1] != 0; at += frame[at + 1] * 8)
            {
                if (frame[at] is NeighborOption.SourceLinkLayerAddress or NeighborOption.TargetLinkLayerAddress)
                {
                    alias!.CopyTo(frame, at + NeighborOption.ValueOffset);
                }
            }

            FrameBuilder.FillChecksum6(frame, Icmpv6Message.ChecksumOffset);
            return true;
        }

        private void MayThrow()
        {
            if (Throws > 0 && Random!.Chance(Throws))
            {
                Throwing?.Invoke();
                throw new InjectedFault($"the driver of {home.Name} has failed");
            }
        }

        private void OnFrameAvailable() => frameAvailable?.Invoke();

        private void OnLinkChanged() => linkChanged?.Invoke();
    }
}
