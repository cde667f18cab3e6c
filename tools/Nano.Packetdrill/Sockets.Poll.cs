using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    // poll(2).
    internal sealed partial class Sockets
    {
        private const short In = 0x001; // POLLIN
        private const short Out = 0x004; // POLLOUT
        private const short PollError = 0x008; // POLLERR
        private const short HungUp = 0x010; // POLLHUP
        private const short Invalid = 0x020; // POLLNVAL
        private const short ReadNormal = 0x040; // POLLRDNORM
        private const short WriteNormal = 0x100; // POLLWRNORM
        private const short ReadHungUp = 0x2000; // POLLRDHUP

        internal unsafe int Poll(PollDescriptor* descriptors, int count, int timeout)
        {
            int Look()
            {
                int ready = 0;
                for (int i = 0; i < count; i++)
                {
                    // Error, hang-up and invalid descriptor are told without being asked for.
                    int wanted = descriptors[i].Events | PollError | HungUp | Invalid;
                    descriptors[i].ReturnedEvents = (short)(EventsOf(descriptors[i].Descriptor) & wanted);
                    if (descriptors[i].ReturnedEvents != 0)
                    {
                        ready++;
                    }
                }

                return ready > 0 || timeout == 0 ? ready : VirtualStack.Blocked;
            }

            return machine.Run(Look, timeout < 0 ? VirtualStack.Never : timeout * 1000L);
        }

        private int EventsOf(int descriptor)
        {
            if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
            {
                return Invalid;
            }

            if (socket.IsListening)
            {
                return socket.Acceptor!.count > 0 ? In | ReadNormal : 0;
            }

            TcpConnection? connection = socket.Connection;
            if (connection == null)
            {
                return Out | WriteNormal | HungUp;
            }

            int events = socket.PendingError == TcpError.None ? 0 : PollError;
            bool closed = connection.state == TcpState.Closed;
            bool noMore = connection.receiver.peerFin == TcpReceiver.FinTaken || socket.ReceiveShut;
            if (closed || (noMore && socket.SendShut))
            {
                events |= HungUp;
            }

            if (closed || noMore)
            {
                events |= ReadHungUp | In | ReadNormal;
            }

            if (connection.receiver.available > 0)
            {
                events |= In | ReadNormal;
            }

            if (closed || socket.SendShut || (connection.IsSynchronized && Room(socket, connection) > 0 && connection.sender.HasRoom()))
            {
                events |= Out | WriteNormal;
            }

            return events;
        }
    }
}
