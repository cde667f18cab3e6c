using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    // epoll(7). The numbers of its events are those of poll(2).
    internal sealed partial class Sockets
    {
        private const uint EdgeTriggered = 1u << 31; // EPOLLET
        private const uint OneShot = 1u << 30; // EPOLLONESHOT
        private const int Add = 1; // EPOLL_CTL_ADD
        private const int Delete = 2; // EPOLL_CTL_DEL
        private const int Modify = 3; // EPOLL_CTL_MOD

        // By the descriptors of the instances, and then by those of the sockets, in the order in which they were added.
        private readonly Dictionary<int, SortedDictionary<int, EpollEntry>> epolls = [];

        internal int EpollCreate(int descriptor, int size) => machine.Run(() =>
        {
            if (size <= 0)
            {
                return -Errno.Invalid;
            }

            epolls[descriptor] = [];
            return 0;
        });

        internal int EpollControl(int epoll, int operation, int descriptor, uint events, ulong data) => machine.Run(() =>
        {
            if (!epolls.TryGetValue(epoll, out SortedDictionary<int, EpollEntry>? entries))
            {
                return -(sockets.ContainsKey(epoll) ? Errno.Invalid : Errno.BadDescriptor);
            }

            if (!sockets.ContainsKey(descriptor))
            {
                return -Errno.BadDescriptor;
            }

            bool known = entries.TryGetValue(descriptor, out EpollEntry? entry);
            switch (operation)
            {
                case Add when known:
                    return -Errno.Exists;
                case Delete or Modify when !known:
                    return -Errno.NotFound;
                case Add:
                case Modify:
                    // Whatever is ready is an edge, and once more after a change.
                    entries[descriptor] = new EpollEntry { Wanted = events, Data = data };
                    return 0;
                case Delete:
                    entries.Remove(descriptor);
                    return 0;
                default:
                    return -Errno.Invalid;
            }
        });

        internal unsafe int EpollWait(int epoll, EpollEvent* events, int count, int timeout)
        {
            int Look()
            {
                if (!epolls.TryGetValue(epoll, out SortedDictionary<int, EpollEntry>? entries))
                {
                    return -(sockets.ContainsKey(epoll) ? Errno.Invalid : Errno.BadDescriptor);
                }

                if (count <= 0)
                {
                    return -Errno.Invalid;
                }

                int ready = 0;
                foreach ((int descriptor, EpollEntry entry) in entries)
                {
                    if (ready < count && Ready(descriptor, entry) is var found and not 0)
                    {
                        events[ready++] = new EpollEvent { Events = found, Data = entry.Data };
                    }
                }

                return ready > 0 || timeout == 0 ? ready : VirtualStack.Blocked;
            }

            return machine.Run(Look, timeout < 0 ? VirtualStack.Never : timeout * 1000L);
        }

        /// <summary>The events of a socket that are to be told.</summary>
        private uint Ready(int descriptor, EpollEntry entry)
        {
            if (entry.IsOver || !sockets.TryGetValue(descriptor, out TcpSocket? socket))
            {
                return 0;
            }

            uint now = (uint)EventsOf(descriptor);
            uint told = now & (entry.Wanted | (uint)(PollError | HungUp));
            if ((entry.Wanted & EdgeTriggered) != 0)
            {
                uint received = socket.Connection == null ? 0 : socket.Connection.receiver.next;
                bool edge = (now & ~entry.Seen) != 0 || received != entry.Received || (socket.WasFull && (now & (uint)Out) != 0);
                entry.Seen = now;
                entry.Received = received;
                if (!edge)
                {
                    return 0;
                }

                socket.WasFull &= (now & (uint)Out) == 0;
            }

            entry.IsOver = told != 0 && (entry.Wanted & OneShot) != 0;
            return told;
        }
    }
}
