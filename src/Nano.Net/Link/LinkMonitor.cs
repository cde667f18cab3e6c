using Nano.Net.Core;

namespace Nano.Net.Link
{
    /// <summary>
    /// Notices that the link has gone down or come up, and tells who has something to do then. A device that says so by itself is
    /// looked at when it does, any other twice a second.
    /// </summary>
    internal sealed class LinkMonitor : TimerEntry
    {
        /// <summary>Milliseconds between two looks at a device that does not say by itself that its link has changed.</summary>
        internal const int Interval = 500;

        /// <summary>Whether the link was up when it was last looked at.</summary>
        internal bool isUp;

        /// <summary>Whether the device has said that its link may have changed. Written by any thread; the poll that finds it set calls <see cref="Look"/>.</summary>
        internal bool hinted;

        /// <summary>Told after every change of <see cref="isUp"/>, in the order in which they were added.</summary>
        internal LinkStateHandler changed;

        private readonly LinkLayer link;

        internal LinkMonitor(LinkLayer link, ILinkDevice device)
        {
            this.link = link;
            ILinkEvents events = device as ILinkEvents;
            if (events != null && events.RaisesLinkChanged)
            {
                events.LinkChanged += OnHint;
            }
            else
            {
                link.context.timers.Schedule(this, link.context.now + Interval);
            }

            isUp = link.IsUp();
        }

        /// <summary>Looks at the link.</summary>
        internal void Look()
        {
            // First, so that a change behind this line sets it again.
            hinted = false;
            bool up = link.IsUp();
            if (up != isUp)
            {
                isUp = up;
                if (changed != null)
                {
                    changed(up);
                }
            }
        }

        internal override void OnDue(long now)
        {
            link.context.timers.Schedule(this, now + Interval);
            Look();
        }

        private void OnHint()
        {
            hinted = true;
        }
    }
}
