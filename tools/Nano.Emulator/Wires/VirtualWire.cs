namespace Nano.Emulator
{
    /// <summary>A cable between two ports. Each direction has conditions of its own.</summary>
    public sealed class VirtualWire : VirtualMedium
    {
        private volatile bool isLinkUp = true;

        /// <summary>Makes a wire.</summary>
        /// <param name="scheduler">Whose clock it runs by.</param>
        /// <param name="conditions">What both directions do to frames; ideal by default. To change one of them, see <see cref="WirePort.Outbound"/>.</param>
        /// <param name="seed">What all that is random on it comes from.</param>
        /// <param name="a">How port A presents itself. Its medium is the wire's.</param>
        /// <param name="b">How port B presents itself.</param>
        public VirtualWire(
            Scheduler scheduler, WireConditions? conditions = null, ulong seed = 0, WirePortOptions? a = null, WirePortOptions? b = null)
            : base(scheduler, seed, (a ?? b)?.Medium ?? default)
        {
            A = MakePort(a);
            B = MakePort(b);
            A.Outbound = B.Inbound = MakeDirection(A, conditions, B.Accept);
            B.Outbound = A.Inbound = MakeDirection(B, conditions, A.Accept);
        }

        /// <summary>One end.</summary>
        public WirePort A { get; }

        /// <summary>The other end.</summary>
        public WirePort B { get; }

        internal override bool IsLinkUp(WirePort port) => isLinkUp;

        internal override void SetLinkUp(WirePort port, bool value)
        {
            isLinkUp = value;
            A.RaiseLinkChanged();
            B.RaiseLinkChanged();
        }
    }
}
