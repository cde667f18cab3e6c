using Nano.Net.Tcp;

namespace Nano.Packetdrill
{
    /// <summary>Error numbers, as Linux has them (include/uapi/asm-generic/errno.h).</summary>
    internal static class Errno
    {
        internal const int NotFound = 2; // ENOENT
        internal const int BadDescriptor = 9; // EBADF
        internal const int WouldBlock = 11; // EAGAIN
        internal const int Fault = 14; // EFAULT
        internal const int Exists = 17; // EEXIST
        internal const int Invalid = 22; // EINVAL
        internal const int BrokenPipe = 32; // EPIPE
        internal const int Deadlock = 35; // EDEADLK
        internal const int MessageSize = 90; // EMSGSIZE
        internal const int NotSupportedOption = 92; // ENOPROTOOPT
        internal const int ProtocolNotSupported = 93; // EPROTONOSUPPORT
        internal const int NotSupported = 95; // EOPNOTSUPP
        internal const int FamilyNotSupported = 97; // EAFNOSUPPORT
        internal const int AddressInUse = 98; // EADDRINUSE
        internal const int AddressNotAvailable = 99; // EADDRNOTAVAIL
        internal const int NetworkDown = 100; // ENETDOWN
        internal const int NetworkUnreachable = 101; // ENETUNREACH
        internal const int Aborted = 103; // ECONNABORTED
        internal const int Reset = 104; // ECONNRESET
        internal const int NoBuffers = 105; // ENOBUFS
        internal const int IsConnected = 106; // EISCONN
        internal const int NotConnected = 107; // ENOTCONN
        internal const int TimedOut = 110; // ETIMEDOUT
        internal const int Refused = 111; // ECONNREFUSED
        internal const int HostUnreachable = 113; // EHOSTUNREACH
        internal const int Already = 114; // EALREADY
        internal const int InProgress = 115; // EINPROGRESS

        /// <summary>What a socket says of how its connection has ended.</summary>
        internal static int Of(TcpError error) => error switch
        {
            TcpError.None => 0,
            TcpError.Refused => Refused,
            TcpError.Reset => Reset,
            TcpError.TimedOut => TimedOut,
            TcpError.HostUnreachable => HostUnreachable,
            TcpError.NetworkUnreachable => NetworkUnreachable,
            TcpError.AddressLost => NetworkDown,
            _ => Aborted,
        };

        internal static int Of(OpenError error) => error switch
        {
            OpenError.AddressInUse => AddressInUse,
            OpenError.NoRoute => NetworkUnreachable,
            _ => NoBuffers,
        };
    }
}
