using Nano.Net.Core;

namespace Nano.Net.Link
{
    /// <summary>
    /// Takes the place of a link device that has thrown an exception, and looks like one whose link is down, until a pause
    /// has passed. So the stack asks nothing of a device that works.
    /// </summary>
    internal sealed class DevicePause : TimerEntry, ILinkDevice
    {
        /// <summary>Milliseconds of the first pause; each further one is twice as long.</summary>
        internal const int Shortest = 100;

        /// <summary>Milliseconds of the longest pause.</summary>
        internal const int Longest = 30000;

        private readonly StackContext context;
        private readonly LinkLayer link;
        private readonly ILinkDevice device;

        // Milliseconds of the latest pause, 0 before the first, and when it was over.
        private int length;
        private long resumedAt;
        private bool isPausing;

        // The groups have changed, and the device's multicast filter was not told.
        private bool owesMulticastGroups;

        internal DevicePause(StackContext context, LinkLayer link, ILinkDevice device)
        {
            this.context = context;
            this.link = link;
            this.device = device;
            context.timers.Reserve();
        }

        /// <inheritdoc/>
        /// <remarks>Nobody asks for frames of a device that is left alone.</remarks>
        public event FrameAvailableHandler FrameAvailable
        {
            add { }
            remove { }
        }

        /// <inheritdoc/>
        public byte[] HardwareAddress
        {
            get { return device.HardwareAddress; }
        }

        /// <inheritdoc/>
        public int MaximumTransmissionUnit
        {
            get { return device.MaximumTransmissionUnit; }
        }

        /// <inheritdoc/>
        public bool IsLinkUp
        {
            get { return false; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities
        {
            get { return device.Capabilities; }
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            return 0;
        }

        /// <inheritdoc/>
        public bool Send(byte[] buffer, int offset, int length)
        {
            return false;
        }

        /// <summary>
        /// Begins a pause: twice as long as the one before, unless the device has worked for as long as that since.
        /// </summary>
        internal void Begin()
        {
            length = FaultLog.NextPause(context.now - resumedAt >= length ? 0 : length, Shortest, Longest);
            isPausing = true;
            context.timers.Schedule(this, context.now + length);

            // For the stack a long pause is a link that goes down and comes up: what waits must not wait for longer than that. A
            // short one is over before a look twice a second would see it.
            if (length > LinkMonitor.Interval && link.monitor != null)
            {
                link.monitor.LookSoon();
            }
        }

        /// <summary>Has the device's multicast filter told after the pause, instead of now.</summary>
        internal void OweMulticastGroups()
        {
            owesMulticastGroups = true;
        }

        /// <inheritdoc/>
        internal override void OnDue(long now)
        {
            if (!isPausing)
            {
                return;
            }

            isPausing = false;
            resumedAt = now;
            link.Resume(device);

            // Also after a short one, where the device has said meanwhile that its link has changed, and looked like one that is down.
            if (link.monitor != null && !link.monitor.isUp)
            {
                link.monitor.LookSoon();
            }

            // Frames wait, most likely, and nobody says so: the stack is polled again, and looks.
            context.timers.Schedule(this, now + 1);
            if (owesMulticastGroups)
            {
                owesMulticastGroups = false;
                link.UpdateMulticastFilter();
            }
        }
    }
}
