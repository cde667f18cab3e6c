using System.Runtime.InteropServices;
using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    // getsockopt and setsockopt: names and values as Linux numbers them (include/uapi/linux/tcp.h, asm-generic/socket.h).
    internal sealed partial class Sockets
    {
        private const int SocketLevel = 1; // SOL_SOCKET
        private const int IpLevel = 0; // SOL_IP
        private const int TcpLevel = 6; // IPPROTO_TCP

        // What Linux takes for TCP_MAXSEG.
        private const int LeastSegment = 88;
        private const int MostSegment = 32767;
        private const int MostUserTimeout = 86400000;

        // SO_...
        private const int ReuseAddress = 2;
        private const int Type = 3;
        private const int Error = 4;
        private const int SendBuffer = 7;
        private const int ReceiveBuffer = 8;
        private const int KeepAlive = 9;
        private const int Linger = 13;
        private const int AcceptsConnections = 30;
        private const int MemoryInformation = 55;

        // IP_...
        private const int TypeOfService = 1;

        // TCP_...
        private const int NoDelay = 1;
        private const int MaximumSegment = 2;
        private const int Cork = 3;
        private const int KeepIdle = 4;
        private const int KeepInterval = 5;
        private const int KeepCount = 6;
        private const int SynCount = 7;
        private const int Information = 11;
        private const int UserTimeout = 18;
        private const int CongestionInformation = 26;

        // TCP_SYNCNT; without it, the stack tries for as long as ConnectTimeout says.
        private const int MostSyns = 127;

        internal int GetOption(int descriptor, int level, int name, Memory<byte> value, out int length)
        {
            byte[]? found = null;
            int result = machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                found = GetStructure(socket, level, name, value.Length)
                    ?? (GetNumber(socket, level, name) is int number ? BitConverter.GetBytes(number) : null);
                return found == null ? -Errno.NotSupportedOption : 0;
            });
            length = value.Length;
            if (found != null)
            {
                length = Math.Min(length, found.Length);
                found.AsSpan(0, length).CopyTo(value.Span);
            }

            return result;
        }

        internal int SetOption(int descriptor, int level, int name, ReadOnlySpan<byte> value)
        {
            // IP_TOS may be a byte.
            bool isByte = level == IpLevel && value.Length is > 0 and < sizeof(int);
            int number = isByte ? value[0] : value.Length < sizeof(int) ? 0 : MemoryMarshal.Read<int>(value);
            int second = value.Length < 2 * sizeof(int) ? 0 : MemoryMarshal.Read<int>(value[sizeof(int)..]);
            bool complete = isByte || value.Length >= (level == SocketLevel && name == Linger ? 2 * sizeof(int) : sizeof(int));
            return machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                if (!complete)
                {
                    return -Errno.Invalid;
                }

                int result = Set(socket, level, name, number, second);
                if (result == 0)
                {
                    socket.ApplyOptions(level == TcpLevel || name == KeepAlive);
                }

                return result;
            });
        }

        // What is told as a whole, and not as a number; null where it is one.
        private byte[]? GetStructure(TcpSocket socket, int level, int name, int room) => (level, name) switch
        {
            (TcpLevel, Information) => TcpInformation.Of(socket, room),

            // None: as Linux tells of an algorithm that has nothing to tell.
            (TcpLevel, CongestionInformation) => [],
            (SocketLevel, MemoryInformation) => MemoryMarshal.AsBytes<int>(
                [
                    socket.Connection?.receiver.available ?? 0, receiveBufferSize,
                    socket.Connection?.sender.queued ?? 0, tcp.sendBufferSize,
                    0, socket.Connection?.sender.queued ?? 0, 0, 0, 0,
                ]).ToArray(),
            (SocketLevel, Linger) => MemoryMarshal.AsBytes<int>([socket.Linger ? 1 : 0, socket.LingerSeconds]).ToArray(),
            _ => null,
        };

        private int? GetNumber(TcpSocket socket, int level, int name) => (level, name) switch
        {
            (SocketLevel, ReuseAddress) => socket.ReuseAddress ? 1 : 0,
            (SocketLevel, Type) => StreamType,
            (SocketLevel, Error) => socket.TakeError(),
            (SocketLevel, SendBuffer) => socket.SendBuffer == 0 ? tcp.sendBufferSize : 2 * socket.SendBuffer,
            (SocketLevel, ReceiveBuffer) => receiveBufferSize,
            (SocketLevel, KeepAlive) => socket.KeepAlive ? 1 : 0,
            (SocketLevel, AcceptsConnections) => socket.IsListening ? 1 : 0,
            (TcpLevel, NoDelay) => socket.NoDelay ? 1 : 0,
            (TcpLevel, MaximumSegment) => socket.Connection is { IsSynchronized: true } connection
                ? connection.sender.segmentSize
                : socket.Port.MaximumSegment != 0 ? socket.Port.MaximumSegment : TcpLayer.DefaultSegmentSize,
            (IpLevel, TypeOfService) => socket.Port.TypeOfService,
            (TcpLevel, KeepIdle) => socket.KeepAliveTime,
            (TcpLevel, KeepInterval) => socket.KeepAliveInterval,
            (TcpLevel, KeepCount) => socket.KeepAliveCount,
            (TcpLevel, UserTimeout) => socket.UserTimeout,
            (TcpLevel, Cork) => socket.IsCorked ? 1 : 0,
            (TcpLevel, SynCount) when socket.SynCount != 0 => socket.SynCount,
            _ => null,
        };

        private int Set(TcpSocket socket, int level, int name, int value, int second)
        {
            switch (level, name)
            {
                case (SocketLevel, ReuseAddress):
                    socket.ReuseAddress = value != 0;
                    return 0;
                case (SocketLevel, SendBuffer) when value > 0:
                    // Linux doubles it, for what it needs besides, and says so when asked (socket(7)). The stack's buffer has the
                    // size that --so_flags names: of a smaller one, the rest is left unused.
                    socket.SendBuffer = Math.Min(value, tcp.sendBufferSize);
                    return 0;
                case (SocketLevel, ReceiveBuffer) when value > 0:
                    // A hint (POSIX). The stack's buffers are made once, of the sizes that --so_flags names.
                    return 0;
                case (SocketLevel, SendBuffer):
                case (SocketLevel, ReceiveBuffer):
                    return -Errno.Invalid;
                case (SocketLevel, KeepAlive):
                    socket.KeepAlive = value != 0;
                    return 0;
                case (SocketLevel, Linger):
                    socket.Linger = value != 0;
                    socket.LingerSeconds = second;
                    return second >= 0 ? 0 : -Errno.Invalid;
                case (TcpLevel, NoDelay):
                    socket.NoDelay = value != 0;
                    if (socket.NoDelay && socket.Connection != null)
                    {
                        // What waits goes now, even where there is a cork (tcp(7)).
                        Release(socket, socket.Connection, socket.Held.Count);
                    }

                    return 0;
                case (TcpLevel, KeepIdle) when value is >= 1 and <= 32767:
                    socket.KeepAliveTime = value;
                    return 0;
                case (TcpLevel, KeepInterval) when value is >= 1 and <= 32767:
                    socket.KeepAliveInterval = value;
                    return 0;
                case (TcpLevel, KeepCount) when value is >= 1 and <= 127:
                    socket.KeepAliveCount = value;
                    return 0;
                case (TcpLevel, UserTimeout) when value is >= 0 and <= MostUserTimeout:
                    socket.UserTimeout = value;
                    return 0;
                case (TcpLevel, MaximumSegment) when value is >= LeastSegment and <= MostSegment:
                    socket.Port.MaximumSegment = value;
                    return 0;
                case (IpLevel, TypeOfService) when value is >= 0 and <= byte.MaxValue:
                    // The two bits of ECN are the stack's own.
                    socket.Port.TypeOfService = value & ~3;
                    return 0;
                case (TcpLevel, Cork):
                    socket.IsCorked = value != 0;
                    Uncork(socket);
                    return 0;
                case (TcpLevel, SynCount) when value is >= 1 and <= MostSyns:
                    socket.SynCount = value;
                    return 0;
                case (TcpLevel, MaximumSegment):
                case (IpLevel, TypeOfService):
                case (TcpLevel, SynCount):
                case (TcpLevel, KeepIdle):
                case (TcpLevel, KeepInterval):
                case (TcpLevel, KeepCount):
                case (TcpLevel, UserTimeout):
                    return -Errno.Invalid;
                default:
                    return -Errno.NotSupportedOption;
            }
        }
    }
}
