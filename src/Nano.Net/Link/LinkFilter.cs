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
        private readonly ILinkEvents events;
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
            events = EventsOf(device);
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
        /// <remarks>
        /// Where the device behind does not tell of its link, neither does the filter: the stack looks at <see cref="IsLinkUp"/>
        /// twice a second.
        /// </remarks>
        public event LinkChangedHandler LinkChanged
        {
            add
            {
                linkChanged += value;
                if (events != null)
                {
                    events.LinkChanged += value;
                }
            }

            remove
            {
                linkChanged -= value;
                if (events != null)
                {
                    events.LinkChanged -= value;
                }
            }
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

        /// <summary>The events of a device that tells of its link; null for one that does not, a filter in front of such a one included.</summary>
        internal static ILinkEvents EventsOf(ILinkDevice device)
        {
            LinkFilter filter = device as LinkFilter;
            return filter != null && filter.events == null ? null : device as ILinkEvents;
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
