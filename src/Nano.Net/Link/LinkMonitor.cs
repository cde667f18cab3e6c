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

        /// <summary>The link may have changed.</summary>
        internal const int MayHaveChanged = 1;

        // It was down when the device said so, and may be up again before anybody looks: a stack that is not polled for a while
        // must not miss that there may be others behind the link now.
        private const int WasDown = 2;

        /// <summary>Whether the link was up when it was last looked at.</summary>
        internal bool isUp;

        /// <summary>
        /// What the device has said of its link since it was last looked at: nothing (0), that it may have changed, or that it
        /// is down. Written by any thread; the poll that finds it set calls <see cref="Look"/>.
        /// </summary>
        internal int hint;

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

        /// <summary>Has the next poll look at the link.</summary>
        internal void LookSoon()
        {
            if (hint == 0)
            {
                hint = MayHaveChanged;
            }
        }

        /// <summary>Looks at the link.</summary>
        internal void Look()
        {
            // First, so that a change behind this line sets it again.
            int said = hint;
            hint = 0;
            bool up = link.IsUp();
            if (said == WasDown && up)
            {
                Note(false);
            }

            Note(up);
        }

        private void Note(bool up)
        {
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

        // On any thread.
        private void OnHint()
        {
            if (link.IsUp())
            {
                LookSoon();
            }
            else
            {
                hint = WasDown;
            }
        }
    }
}
