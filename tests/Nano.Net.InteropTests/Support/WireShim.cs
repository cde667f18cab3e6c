using Nano.Net.Link;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>Something between the stack and its device; as it stands, it changes nothing.</summary>
    internal abstract class WireShim(ILinkDevice device) : ILinkDevice
    {
        public event FrameAvailableHandler FrameAvailable
        {
            add
            {
                Available += value;
                Device.FrameAvailable += value;
            }

            remove
            {
                Available -= value;
                Device.FrameAvailable -= value;
            }
        }

        public byte[] HardwareAddress => Device.HardwareAddress;

        public int MaximumTransmissionUnit => Device.MaximumTransmissionUnit;

        public bool IsLinkUp => Device.IsLinkUp;

        public LinkCapabilities Capabilities => Device.Capabilities;

        protected ILinkDevice Device { get; } = device;

        private FrameAvailableHandler? Available { get; set; }

        public virtual int Receive(byte[] buffer, int offset, int capacity) => Device.Receive(buffer, offset, capacity);

        public virtual bool Send(byte[] buffer, int offset, int length) => Device.Send(buffer, offset, length);

        /// <summary>Tells the stack that a frame may be waiting.</summary>
        protected void Announce() => Available?.Invoke();
    }
}
