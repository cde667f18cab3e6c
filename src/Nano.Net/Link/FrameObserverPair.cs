namespace Nano.Net.Link
{
    /// <summary>Two frame observers that look like one; the first of them may be a pair itself.</summary>
    /// <remarks>
    /// Never changed once made. So an observer may be added or removed at any time, by an observer that is being called
    /// too, and the stack asks one field whether anybody observes.
    /// </remarks>
    internal sealed class FrameObserverPair : IFrameObserver
    {
        /// <summary>One of them, or a pair.</summary>
        internal readonly IFrameObserver first;

        /// <summary>The other one; it is called last.</summary>
        internal readonly IFrameObserver second;

        private FrameObserverPair(IFrameObserver first, IFrameObserver second)
        {
            this.first = first;
            this.second = second;
        }

        /// <inheritdoc/>
        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            first.FrameReceived(buffer, offset, length);
            second.FrameReceived(buffer, offset, length);
        }

        /// <inheritdoc/>
        public void FrameSent(byte[] buffer, int offset, int length)
        {
            first.FrameSent(buffer, offset, length);
            second.FrameSent(buffer, offset, length);
        }

        /// <summary>All of those before, and one more, which is called last.</summary>
        internal static IFrameObserver Add(IFrameObserver observers, IFrameObserver observer)
        {
            return observers == null ? observer : new FrameObserverPair(observers, observer);
        }

        /// <summary>All of those before without one of them, the one added last where it is there twice; null where nobody is left.</summary>
        internal static IFrameObserver Remove(IFrameObserver observers, IFrameObserver observer)
        {
            if (observers == observer)
            {
                return null;
            }

            FrameObserverPair pair = observers as FrameObserverPair;
            if (pair == null)
            {
                return observers;
            }

            if (pair.second == observer)
            {
                return pair.first;
            }

            IFrameObserver rest = Remove(pair.first, observer);
            return rest == pair.first ? pair : Add(rest, pair.second);
        }
    }
}
