using System.Runtime.InteropServices;
using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    // getsockopt and setsockopt: names and values as Linux numbers them (include/uapi/linux/tcp.h, asm-generic/socket.h).
    internal sealed partial class Sockets
    {
        private const int SocketLevel = 1; // SOL_SOCKET
        private const int TcpLevel = 6; // IPPROTO_TCP
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

        // TCP_...
        private const int NoDelay = 1;
        private const int MaximumSegment = 2;
        private const int KeepIdle = 4;
        private const int KeepInterval = 5;
        private const int KeepCount = 6;
        private const int Information = 11;
        private const int UserTimeout = 18;

        internal int GetOption(int descriptor, int level, int name, Memory<byte> value, out int length)
        {
            byte[]? found = null;
            int result = machine.Run(() =>
            {
                if (!sockets.TryGetValue(descriptor, out TcpSocket? socket))
                {
                    return -Errno.BadDescriptor;
                }

                found = level == TcpLevel && name == Information
                    ? TcpInformation(socket)
                    : level == SocketLevel && name == Linger
                        ? MemoryMarshal.AsBytes<int>([socket.Linger ? 1 : 0, socket.LingerSeconds]).ToArray()
                        : GetNumber(socket, level, name) is int number ? BitConverter.GetBytes(number) : null;
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
            int number = value.Length < sizeof(int) ? 0 : MemoryMarshal.Read<int>(value);
            int second = value.Length < 2 * sizeof(int) ? 0 : MemoryMarshal.Read<int>(value[sizeof(int)..]);
            bool complete = value.Length >= (level == SocketLevel && name == Linger ? 2 * sizeof(int) : sizeof(int));
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

        // The first bytes of struct tcp_info: tcpi_state, tcpi_ca_state, tcpi_retransmits, tcpi_probes. The rest is
        // Linux's own.
        private static byte[] TcpInformation(TcpSocket socket)
        {
            TcpConnection? connection = socket.Connection;
            if (connection == null)
            {
                return [(byte)(socket.IsListening ? LinuxListen : LinuxClosed), 0, 0, 0];
            }

            const byte open = 0, recovery = 3;
            return [LinuxState(connection.state), connection.sender.recovery == LossRecovery.None ? open : recovery, 0, 0];
        }

        private const byte LinuxClosed = 7;
        private const byte LinuxListen = 10;

        // TCP_ESTABLISHED = 1 and so on.
        private static byte LinuxState(TcpState state) => state switch
        {
            TcpState.Established => 1,
            TcpState.SynSent => 2,
            TcpState.SynReceived => 3,
            TcpState.FinWait1 => 4,
            TcpState.FinWait2 => 5,
            TcpState.TimeWait => 6,
            TcpState.CloseWait => 8,
            TcpState.LastAck => 9,
            TcpState.Listen => LinuxListen,
            TcpState.Closing => 11,
            _ => LinuxClosed,
        };

        private int? GetNumber(TcpSocket socket, int level, int name) => (level, name) switch
        {
            (SocketLevel, ReuseAddress) => socket.ReuseAddress ? 1 : 0,
            (SocketLevel, Type) => StreamType,
            (SocketLevel, Error) => socket.TakeError(),
            (SocketLevel, SendBuffer) => tcp.sendBufferSize,
            (SocketLevel, ReceiveBuffer) => receiveBufferSize,
            (SocketLevel, KeepAlive) => socket.KeepAlive ? 1 : 0,
            (SocketLevel, AcceptsConnections) => socket.IsListening ? 1 : 0,
            (TcpLevel, NoDelay) => socket.NoDelay ? 1 : 0,
            (TcpLevel, MaximumSegment) => socket.Connection == null ? TcpLayer.DefaultSegmentSize : socket.Connection.sender.segmentSize,
            (TcpLevel, KeepIdle) => socket.KeepAliveTime,
            (TcpLevel, KeepInterval) => socket.KeepAliveInterval,
            (TcpLevel, KeepCount) => socket.KeepAliveCount,
            (TcpLevel, UserTimeout) => socket.UserTimeout,
            _ => null,
        };

        private int Set(TcpSocket socket, int level, int name, int value, int second)
        {
            switch (level, name)
            {
                case (SocketLevel, ReuseAddress):
                    socket.ReuseAddress = value != 0;
                    return 0;
                case (SocketLevel, SendBuffer):
                case (SocketLevel, ReceiveBuffer):
                    // A hint (POSIX). The stack's buffers are made once, of the sizes that --so_flags names.
                    return value > 0 ? 0 : -Errno.Invalid;
                case (SocketLevel, KeepAlive):
                    socket.KeepAlive = value != 0;
                    return 0;
                case (SocketLevel, Linger):
                    socket.Linger = value != 0;
                    socket.LingerSeconds = second;
                    return second >= 0 ? 0 : -Errno.Invalid;
                case (TcpLevel, NoDelay):
                    socket.NoDelay = value != 0;
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
