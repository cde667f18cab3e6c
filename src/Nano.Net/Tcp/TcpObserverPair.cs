namespace Nano.Net.Tcp
{
    /// <summary>Two TCP observers that look like one; the first of them may be a pair itself. Never changed once made.</summary>
    internal sealed class TcpObserverPair : ITcpObserver
    {
        /// <summary>One of them, or a pair.</summary>
        internal readonly ITcpObserver first;

        /// <summary>The other one; it is called last.</summary>
        internal readonly ITcpObserver second;

        private TcpObserverPair(ITcpObserver first, ITcpObserver second)
        {
            this.first = first;
            this.second = second;
        }

        /// <inheritdoc/>
        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to)
        {
            first.StateChanged(localPort, remote, from, to);
            second.StateChanged(localPort, remote, from, to);
        }

        /// <summary>All of those before, and one more, which is called last.</summary>
        internal static ITcpObserver Add(ITcpObserver observers, ITcpObserver observer)
        {
            return observers == null ? observer : new TcpObserverPair(observers, observer);
        }

        /// <summary>All of those before without one of them, the one added last where it is there twice; null where nobody is left.</summary>
        internal static ITcpObserver Remove(ITcpObserver observers, ITcpObserver observer)
        {
            if (observers == observer)
            {
                return null;
            }

            TcpObserverPair pair = observers as TcpObserverPair;
            if (pair == null)
            {
                return observers;
            }

            if (pair.second == observer)
            {
                return pair.first;
            }

            ITcpObserver rest = Remove(pair.first, observer);
            return rest == pair.first ? pair : Add(rest, pair.second);
        }
    }
}
