using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    /// <summary>
    /// The socket calls of a script, as Linux documents them (socket(7), tcp(7)), on connections of the stack. All return
    /// a negative error number where they fail.
    /// </summary>
    internal sealed partial class Sockets
    {
        private const int Ipv4Family = 2; // AF_INET
        private const int Ipv4AddressLength = 16; // struct sockaddr_in
        private const int Ipv6Family = 10; // AF_INET6
        private const int Ipv6AddressLength = 28; // struct sockaddr_in6
        private const int StreamType = 1; // SOCK_STREAM
        private const int NonBlockingType = 0x800; // SOCK_NONBLOCK
        private const int CloseOnExecType = 0x80000; // SOCK_CLOEXEC
        private const int PeekFlag = 0x2; // MSG_PEEK
        private const int DontWaitFlag = 0x40; // MSG_DONTWAIT
        private const int MoreFlag = 0x8000; // MSG_MORE
        private const int WaitAllFlag = 0x100; // MSG_WAITALL
        private const int GetFlags = 3; // F_GETFL
        private const int SetFlags = 4; // F_SETFL
        private const int ReadWrite = 2; // O_RDWR
        private const int NonBlockingFlag = 0x800; // O_NONBLOCK
        private const int BytesToRead = 0x541B; // FIONREAD, SIOCINQ
        private const int BytesToSend = 0x5411; // TIOCOUTQ, SIOCOUTQ

        private readonly VirtualStack machine;
        private readonly TcpLayer tcp;
        private readonly bool isIpv6;
        private readonly int receiveBufferSize;
        private readonly Dictionary<int, TcpSocket> sockets = [];

        internal Sockets(VirtualStack machine, StackOptions options)
        {
            this.machine = machine;
            receiveBufferSize = options.ReceiveBufferSize;
            tcp = machine.Stack.tcp;
            isIpv6 = options.IPv6 != null;
        }

        // Scripts are of one version of IP.
        private int Family => isIpv6 ? Ipv6Family : Ipv4Family;

        private int AddressLength => isIpv6 ? Ipv6AddressLength : Ipv4AddressLength;

        internal int Socket(int descriptor, int domain, int type, int protocol) => machine.Run(() =>
        {
            if (domain != Family)
            {
                return -Errno.FamilyNotSupported;
            }

            if ((type & ~(NonBlockingType | CloseOnExecType)) != StreamType || (protocol != 0 && protocol != TcpLevel))
            {
                return -Errno.ProtocolNotSupported;
            }

            sockets[descriptor] = new TcpSocket
            {
                NonBlocking = (type & NonBlockingType) != 0,
                KeepAliveTime = tcp.keepAliveTime / 1000,
                KeepAliveInterval = tcp.keepAliveInterval / 1000,
                KeepAliveCount = tcp.keepAliveCount,
            };
            return 0;
        });

        internal int Bind(int descriptor, ReadOnlySpan<byte> address)
        {
            int error = TryRead(address, out IPAddress to, out int port);
            return machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                if (error != 0)
                {
                    return error;
                }

                if (socket.Connection != null || socket.Acceptor != null || socket.BoundPort != 0)
                {
                    return -Errno.Invalid;
                }

                if (!to.IsUnspecified() && !IsOwn(to))
                {
                    return -Errno.AddressNotAvailable;
                }

                if (port != 0 && (tcp.FindAcceptor(port, null) != null || (!socket.ReuseAddress && IsBound(port))))
                {
                    return -Errno.AddressInUse;
                }

                socket.BoundPort = port;
                return 0;
            });
        }

        internal int Listen(int descriptor, int backlog) => machine.Run(() =>
        {
            if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
            {
                return -Errno.BadDescriptor;
            }

            if (socket.Connection != null)
            {
                return -Errno.Invalid;
            }

            if (!socket.IsListening)
            {
                // Linux: as many as were asked for, and one.
                TcpAcceptor acceptor = tcp.Listen(null, socket.BoundPort, Math.Max(backlog, 0) + 1, out OpenError error);
                if (acceptor == null)
                {
                    return -Errno.Of(error);
                }

                machine.Rewriter.Set(acceptor.localPort, socket.Port);
                socket.Listen(acceptor);
            }

            return 0;
        });

        internal unsafe int Accept(int descriptor, int accepted, byte* address, int* length)
        {
            return machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? listener))
                {
                    return -Errno.BadDescriptor;
                }

                if (!listener.IsListening)
                {
                    return -Errno.Invalid;
                }

                TcpConnection connection = listener.Acceptor!.Accept();
                if (connection == null)
                {
                    return WouldBlock(listener, 0);
                }

                var socket = new TcpSocket
                {
                    BoundPort = connection.LocalPort,
                    ConnectReported = true,
                    NoDelay = listener.NoDelay,
                    KeepAlive = listener.KeepAlive,
                    KeepAliveTime = listener.KeepAliveTime,
                    KeepAliveInterval = listener.KeepAliveInterval,
                    KeepAliveCount = listener.KeepAliveCount,
                    Linger = listener.Linger,
                    LingerSeconds = listener.LingerSeconds,
                    UserTimeout = listener.UserTimeout,
                    SendBuffer = listener.SendBuffer,
                    Port = listener.Port,
                };
                sockets[accepted] = socket;
                socket.Adopt(connection);
                if (address != null && length != null)
                {
                    WriteAddress(new Span<byte>(address, *length), connection);
                    *length = AddressLength;
                }

                return 0;
            });
        }

        internal int Connect(int descriptor, ReadOnlySpan<byte> address)
        {
            int error = TryRead(address, out IPAddress to, out int port);
            bool opened = false;
            return machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                if (error != 0)
                {
                    return error;
                }

                if (socket.IsListening)
                {
                    return -Errno.IsConnected;
                }

                if (socket.Connection != null && !opened && socket.PendingError == TcpError.None)
                {
                    if (!socket.Connection.IsSynchronized && socket.Connection.state != TcpState.Closed)
                    {
                        return -Errno.Already;
                    }

                    if (socket.ConnectReported)
                    {
                        return -Errno.IsConnected;
                    }
                }

                if (socket.Connection == null)
                {
                    machine.Rewriter.Opening = socket.Port;
                    TcpConnection connection = tcp.Connect(to, port, socket.BoundPort, out OpenError failure);
                    machine.Rewriter.Opening = null;
                    if (connection == null)
                    {
                        return -Errno.Of(failure);
                    }

                    socket.Adopt(connection);
                    opened = true;
                    LimitSyns(socket, connection);
                    return socket.NonBlocking ? -Errno.InProgress : VirtualStack.Blocked;
                }

                int ended = socket.TakeError();
                if (ended != 0)
                {
                    socket.Drop();
                    return -ended;
                }

                if (!socket.Connection.IsSynchronized)
                {
                    return VirtualStack.Blocked;
                }

                socket.ConnectReported = true;
                return 0;
            });
        }

        internal int Receive(int descriptor, Memory<byte> buffer, int flags)
        {
            byte[] bytes = new byte[buffer.Length];
            int done = 0;
            return machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                if (socket.Connection == null)
                {
                    return -Errno.NotConnected;
                }

                TcpConnection connection = socket.Connection;
                if ((flags & PeekFlag) != 0 && connection.receiver.available > 0)
                {
                    int peeked = connection.receiver.Peek(bytes, 0, bytes.Length);
                    bytes.AsSpan(0, peeked).CopyTo(buffer.Span);
                    return peeked;
                }

                int read = connection.Receive(bytes, 0, bytes.Length - done);
                if (read > 0)
                {
                    bytes.AsSpan(0, read).CopyTo(buffer.Span[done..]);
                    done += read;
                    return (flags & WaitAllFlag) != 0 && done < bytes.Length ? WouldBlock(socket, flags, done) : done;
                }

                if (read == TcpConnection.WouldBlock)
                {
                    return WouldBlock(socket, flags, done);
                }

                // The end of the stream, or of the connection: told once, and from then on there is nothing more.
                int error = done > 0 || read == 0 ? 0 : socket.TakeError();
                return error != 0 ? -error : done;
            });
        }

        internal int Send(int descriptor, ReadOnlySpan<byte> data, int flags)
        {
            byte[] bytes = data.ToArray();
            int done = 0;
            return machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                if (socket.Connection == null)
                {
                    return -Errno.NotConnected;
                }

                TcpConnection connection = socket.Connection;
                if (!connection.IsSynchronized && connection.state != TcpState.Closed)
                {
                    return WouldBlock(socket, flags);
                }

                int sent = socket.SendShut ? TcpConnection.Ended : Send(socket, connection, bytes, done, (flags & MoreFlag) != 0);
                if (sent == TcpConnection.Ended)
                {
                    int error = socket.TakeError();
                    return done > 0 ? done : -(error != 0 ? error : Errno.BrokenPipe);
                }

                done += Math.Max(sent, 0);
                if (done == bytes.Length)
                {
                    return done;
                }

                socket.WasFull = true;
                return WouldBlock(socket, flags, done);
            });
        }

        internal int Fcntl(int descriptor, int command, int argument) => machine.Run(() =>
        {
            if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
            {
                return -Errno.BadDescriptor;
            }

            switch (command)
            {
                case GetFlags:
                    return ReadWrite | (socket.NonBlocking ? NonBlockingFlag : 0);
                case SetFlags:
                    socket.NonBlocking = (argument & NonBlockingFlag) != 0;
                    return 0;
                default:
                    return -Errno.Invalid;
            }
        });

        internal unsafe int Ioctl(int descriptor, int request, int* argument) => machine.Run(() =>
        {
            if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
            {
                return -Errno.BadDescriptor;
            }

            if (socket.Acceptor != null || (request != BytesToRead && request != BytesToSend))
            {
                return -Errno.Invalid;
            }

            if (argument == null)
            {
                return -Errno.Fault;
            }

            TcpConnection? connection = socket.Connection;
            *argument = connection == null ? 0 : request == BytesToRead ? connection.receiver.available : connection.sender.queued + socket.Held.Count;
            return 0;
        });

        // TCP_SYNCNT, which the stack knows as a time: a second for the first SYN, and twice as long for each that follows (RFC 6298
        // sections 2.1 and 5.5).
        private void LimitSyns(TcpSocket socket, TcpConnection connection)
        {
            if (socket.SynCount == 0)
            {
                return;
            }

            long seconds = (2L << Math.Min(socket.SynCount, 16)) - 1;
            machine.At(machine.Now + (seconds * 1_000_000), () =>
            {
                if (socket.Connection == connection && connection.state == TcpState.SynSent)
                {
                    connection.FailTimedOut();
                }
            });
        }

        private static int WouldBlock(TcpSocket socket, int flags, int done = 0)
        {
            if (!socket.NonBlocking && (flags & DontWaitFlag) == 0)
            {
                return VirtualStack.Blocked;
            }

            return done > 0 ? done : -Errno.WouldBlock;
        }

        private int TryRead(ReadOnlySpan<byte> address, out IPAddress host, out int port)
        {
            host = IPAddress.Any;
            port = 0;
            if (address.Length < AddressLength)
            {
                return -Errno.Invalid;
            }

            if (MemoryMarshal.Read<ushort>(address) != Family)
            {
                return -Errno.FamilyNotSupported;
            }

            port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
            host = isIpv6 ? new IPAddress(address.Slice(8, 16).ToArray()) : new IPAddress(BinaryPrimitives.ReadUInt32BigEndian(address[4..]));
            return 0;
        }

        private void WriteAddress(Span<byte> address, TcpConnection connection)
        {
            Span<byte> whole = stackalloc byte[AddressLength];
            whole.Clear();
            MemoryMarshal.Write(whole, (ushort)Family);
            BinaryPrimitives.WriteUInt16BigEndian(whole[2..], (ushort)connection.RemotePort);
            if (connection.path is { } path)
            {
                path.RemoteAddress().GetAddressBytes().CopyTo(whole[(isIpv6 ? 8 : 4)..]);
            }

            whole[..Math.Min(whole.Length, address.Length)].CopyTo(address);
        }

        private bool IsOwn(IPAddress address) => isIpv6 ? machine.Stack.internet.ipv6.IsOwn(address) : address == machine.Stack.Address;

        private bool IsBound(int port) => sockets.Values.Any(socket => socket.BoundPort == port && socket.Acceptor == null);
    }
}
