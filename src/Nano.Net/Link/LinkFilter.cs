using System;

namespace Nano.Net.Link
{
    /// <summary>
    /// A link device in front of another: what it does not override, the other does. Derive from it to measure, to mark, to
    /// lose or to delay frames; filters can stand in front of filters.
    /// </summary>
    /// <remarks>
    /// It has every optional interface of a link device (<see cref="IMulticastFilter"/>, <see cref="ILinkEvents"/>), so that the
    /// stack finds those of the device behind it. Where that has none, it is to the stack as if there were none here either.
    /// </remarks>
    public abstract class LinkFilter : ILinkDevice, IMulticastFilter, ILinkEvents
    {
        private readonly ILinkDevice device;
        private readonly IMulticastFilter multicastFilter;
        private readonly ILinkEvents linkEvents;
        private FrameAvailableHandler frameAvailable;
        private LinkChangedHandler linkChanged;

        /// <summary>Stands in front of a device.</summary>
        /// <param name="device">The device. Whoever made it ends it.</param>
        /// <exception cref="ArgumentNullException"><paramref name="device"/> is null.</exception>
        protected LinkFilter(ILinkDevice device)
        {
            if (device == null)
            {
                throw new ArgumentNullException("device");
            }

            this.device = device;
            multicastFilter = device as IMulticastFilter;
            linkEvents = device as ILinkEvents;
        }

        /// <inheritdoc/>
        public event FrameAvailableHandler FrameAvailable
        {
            add
            {
                frameAvailable += value;
                device.FrameAvailable += value;
            }

            remove
            {
                frameAvailable -= value;
                device.FrameAvailable -= value;
            }
        }

        /// <inheritdoc/>
        public event LinkChangedHandler LinkChanged
        {
            add
            {
                linkChanged += value;
                if (linkEvents != null)
                {
                    linkEvents.LinkChanged += value;
                }
            }

            remove
            {
                linkChanged -= value;
                if (linkEvents != null)
                {
                    linkEvents.LinkChanged -= value;
                }
            }
        }

        /// <inheritdoc/>
        /// <remarks>A filter that overrides <see cref="IsLinkUp"/> says here that it does not, or raises <see cref="LinkChanged"/> itself.</remarks>
        public virtual bool RaisesLinkChanged
        {
            get { return linkEvents != null && linkEvents.RaisesLinkChanged; }
        }

        /// <inheritdoc/>
        public virtual byte[] HardwareAddress
        {
            get { return device.HardwareAddress; }
        }

        /// <inheritdoc/>
        public virtual int MaximumTransmissionUnit
        {
            get { return device.MaximumTransmissionUnit; }
        }

        /// <inheritdoc/>
        public virtual bool IsLinkUp
        {
            get { return device.IsLinkUp; }
        }

        /// <inheritdoc/>
        public virtual LinkCapabilities Capabilities
        {
            get { return device.Capabilities; }
        }

        /// <summary>The device behind.</summary>
        protected ILinkDevice Device
        {
            get { return device; }
        }

        /// <inheritdoc/>
        public virtual int Receive(byte[] buffer, int offset, int capacity)
        {
            return device.Receive(buffer, offset, capacity);
        }

        /// <inheritdoc/>
        public virtual bool Send(byte[] buffer, int offset, int length)
        {
            return device.Send(buffer, offset, length);
        }

        /// <inheritdoc/>
        /// <remarks>Where the device behind has no such filter, all groups are passed.</remarks>
        public virtual void SetMulticastGroups(byte[] addresses, int count)
        {
            if (multicastFilter != null)
            {
                multicastFilter.SetMulticastGroups(addresses, count);
            }
        }

        /// <summary>Raises <see cref="LinkChanged"/>: by the filter itself, <see cref="IsLinkUp"/> may have changed.</summary>
        protected void RaiseLinkChanged()
        {
            LinkChangedHandler handler = linkChanged;
            if (handler != null)
            {
                handler();
            }
        }

        /// <summary>Raises <see cref="FrameAvailable"/>: the filter itself has a frame, or has one no longer kept back.</summary>
        protected void RaiseFrameAvailable()
        {
            FrameAvailableHandler handler = frameAvailable;
            if (handler != null)
            {
                handler();
            }
        }
    }
}
