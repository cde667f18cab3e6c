using System.Threading;
using Nano.Net.Core;
using Nano.Net.Internet;

namespace Nano.Net.Tcp
{
    /// <summary>A port in LISTEN, or that will be, and the connections on it that nobody has accepted yet, first come first.</summary>
    internal sealed partial class TcpAcceptor
    {
        /// <summary>Set when a connection can be accepted, or never will be, while <see cref="waiting"/> is not zero.</summary>
        internal readonly AutoResetEvent ready = new AutoResetEvent(false);
        internal int waiting;

        /// <summary>Set whenever a connection can be accepted; null for none.</summary>
        internal IWatcher watcher;

        /// <summary>How often it has been closed: who has seen another number belongs to a listener that is no more.</summary>
        internal int closings;

        /// <summary>How many still wait for a listener that is no more.</summary>
        internal int leaving;

        /// <summary>The port; 0 where the acceptor is free.</summary>
        internal int localPort;

        /// <summary>The address to which connections must be, as <see cref="Binding"/> has it: null for all of both families.</summary>
        internal IPAddress localAddress;

        /// <summary>How many connections may wait; 0 while the port is only taken, and nobody is heard on it.</summary>
        internal int backlog;

        /// <summary>How many wait.</summary>
        internal int count;

        // A queue through the connections themselves.
        private TcpConnection first;
        private TcpConnection last;

        /// <summary>Whether peers are heard on its port.</summary>
        internal bool IsListening
        {
            get { return localPort != 0 && backlog != 0; }
        }

        internal bool IsFull
        {
            get { return count >= backlog; }
        }

        /// <summary>Whether what comes to a port by a path is for it.</summary>
        internal bool Hears(int port, Path path)
        {
            return localPort == port && Binding.Hears(localAddress, path, false);
        }

        /// <summary>Puts a connection behind those that wait.</summary>
        internal void Enqueue(TcpConnection connection)
        {
            connection.nextFree = null;
            if (count++ == 0)
            {
                first = connection;
            }
            else
            {
                last.nextFree = connection;
            }

            last = connection;
            if (waiting > 0)
            {
                ready.Set();
                OnWake();
            }

            if (watcher != null)
            {
                watcher.Set();
            }
        }

        /// <summary>Wakes those who wait for a listener that is no more.</summary>
        internal void WakeLeaving()
        {
            if (leaving > 0)
            {
                ready.Set();
                OnWake();
            }
        }

        /// <summary>The connection that has waited longest; null where none waits.</summary>
        internal TcpConnection Accept()
        {
            if (count == 0)
            {
                return null;
            }

            TcpConnection connection = first;
            Remove(connection);
            return connection;
        }

        /// <summary>Takes a connection out of those that wait.</summary>
        /// <returns>False where it does not wait.</returns>
        internal bool Remove(TcpConnection connection)
        {
            TcpConnection before = null;
            TcpConnection waits = first;
            while (waits != connection)
            {
                if (waits == null)
                {
                    return false;
                }

                before = waits;
                waits = waits.nextFree;
            }

            if (before == null)
            {
                first = connection.nextFree;
            }
            else
            {
                before.nextFree = connection.nextFree;
            }

            if (last == connection)
            {
                last = before;
            }

            connection.nextFree = null;
            count--;
            return true;
        }

        // .NET has those who wait without a thread, too.
        partial void OnWake();
    }
}
