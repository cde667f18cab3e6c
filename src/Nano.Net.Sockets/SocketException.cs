using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    /// <summary>A socket call failed.</summary>
    public class SocketException : Exception
    {
        /// <summary>Makes one.</summary>
        /// <param name="error">Why.</param>
        public SocketException(SocketError error)
            : base(Describe(error))
        {
            SocketErrorCode = error;
        }

        /// <summary>Makes one.</summary>
        /// <param name="errorCode">Why, as a number.</param>
        public SocketException(int errorCode)
            : this((SocketError)errorCode)
        {
        }

        /// <summary>Why.</summary>
        public SocketError SocketErrorCode { get; }

        /// <summary>Why, as a number.</summary>
        public int ErrorCode
        {
            get { return (int)SocketErrorCode; }
        }

        /// <summary>The exception for a connection that has ended, or whose sending side was shut down.</summary>
        internal static SocketException Of(TcpConnection connection)
        {
            switch (connection.error)
            {
                case TcpError.None:
                    return new SocketException(SocketError.Shutdown);
                case TcpError.Refused:
                    return new SocketException(SocketError.ConnectionRefused);
                case TcpError.Reset:
                    return new SocketException(SocketError.ConnectionReset);
                case TcpError.TimedOut:
                    return new SocketException(SocketError.TimedOut);
                case TcpError.HostUnreachable:
                    return new SocketException(SocketError.HostUnreachable);
                case TcpError.NetworkUnreachable:
                    return new SocketException(SocketError.NetworkUnreachable);
                case TcpError.AddressLost:
                    return new SocketException(SocketError.AddressNotAvailable);
                default:
                    return new SocketException(SocketError.ConnectionAborted);
            }
        }

        /// <summary>The exception for a port or connection that could not be opened.</summary>
        internal static SocketException Of(OpenError error)
        {
            switch (error)
            {
                case OpenError.AddressInUse:
                    return new SocketException(SocketError.AddressAlreadyInUse);
                case OpenError.NoRoute:
                    return new SocketException(SocketError.NetworkUnreachable);
                default:
                    return new SocketException(SocketError.TooManyOpenSockets);
            }
        }

        private static string Describe(SocketError error)
        {
            switch (error)
            {
                case SocketError.Interrupted: return "the socket was closed meanwhile";
                case SocketError.AccessDenied: return "broadcast needs EnableBroadcast";
                case SocketError.TooManyOpenSockets: return "the stack has no free socket, or no free path for it; see StackOptions";
                case SocketError.MessageSize: return "the datagram is too large";
                case SocketError.AddressAlreadyInUse: return "the port is taken, or the multicast group joined already";
                case SocketError.AddressNotAvailable: return "not an address of this host, nor a multicast group that the socket has joined";
                case SocketError.NetworkUnreachable: return "no way to that network";
                case SocketError.ConnectionAborted: return "the connection was aborted";
                case SocketError.ConnectionReset: return "the peer reset the connection";
                case SocketError.NoBufferSpaceAvailable: return "no place for another multicast group; see StackOptions.MulticastGroups";
                case SocketError.IsConnected: return "already connected";
                case SocketError.NotConnected: return "not connected";
                case SocketError.Shutdown: return "that direction was shut down";
                case SocketError.TimedOut: return "timed out";
                case SocketError.ConnectionRefused: return "connection refused";
                case SocketError.HostUnreachable: return "the host cannot be reached";
                case SocketError.HostNotFound: return "no such host";
                case SocketError.TryAgain: return "the name could not be resolved now";
                case SocketError.InvalidArgument: return "an argument makes no sense for the state of the socket";
                case SocketError.WouldBlock: return "it would have to wait, and the socket does not block";
                case SocketError.AlreadyInProgress: return "the attempt to connect goes on";
                case SocketError.ProtocolType: return "the protocol does not fit the socket type";
                case SocketError.ProtocolOption: return "the socket does not have that option";
                case SocketError.ProtocolNotSupported: return "only TCP and UDP";
                case SocketError.SocketNotSupported: return "only Stream and Dgram";
                case SocketError.OperationNotSupported: return "a socket of that type cannot do that";
                case SocketError.AddressFamilyNotSupported: return "the stack does not have that address family";
                case SocketError.NoRecovery: return "a name needs a resolver with a server; see StackRunner.NameResolver";
                case SocketError.NoData: return "the name has no IPv4 address";
                default: return "socket error " + ((int)error).ToString();
            }
        }
    }
}
