using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // The options of each level.
    public partial class Socket
    {
        private void SetOfSocket(SocketOptionName name, int value)
        {
            switch (name)
            {
                case SocketOptionName.ReuseAddress:
                    // Only to be read again: a port in TIME-WAIT can always be taken, and one that is in use never.
                    state = value == 0 ? state & ~ReusesAddress : state | ReusesAddress;
                    break;
                case SocketOptionName.ExclusiveAddressUse:
                    break;
                case SocketOptionName.OutOfBandInline:
                    CheckFixed(value, true);
                    break;
                case SocketOptionName.KeepAlive:
                    Stored().keepAlive = value != 0;
                    ApplyKeepAlive();
                    break;
                case SocketOptionName.Broadcast:
                    EnableBroadcast = value != 0;
                    break;
                case SocketOptionName.DontLinger:
                    LingerState = new LingerOption(value == 0, LingerState.LingerTime);
                    break;
                case SocketOptionName.SendBuffer:
                case SocketOptionName.ReceiveBuffer:
                    CheckSize(value);
                    break;
                case SocketOptionName.SendTimeout:
                    SendTimeout = value;
                    break;
                case SocketOptionName.ReceiveTimeout:
                    ReceiveTimeout = value;
                    break;
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        private void SetOfTcp(SocketOptionName name, int value)
        {
            if (name == SocketOptionName.NoDelay)
            {
                NoDelay = value != 0;
                return;
            }

            if (value < 1 || value > int.MaxValue / 1000)
            {
                throw new SocketException(SocketError.InvalidArgument);
            }

            switch (name)
            {
                case SocketOptionName.TcpKeepAliveTime:
                    Stored().keepAliveTime = value * 1000;
                    break;
                case SocketOptionName.TcpKeepAliveInterval:
                    Stored().keepAliveInterval = value * 1000;
                    break;
                case SocketOptionName.TcpKeepAliveRetryCount:
                    Stored().keepAliveCount = value;
                    break;
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }

            ApplyKeepAlive();
        }

        private void SetOfIp(SocketOptionName name, int value)
        {
            switch (name)
            {
                case SocketOptionName.IpTimeToLive:
                    CheckTimeToLive(value);
                    Ttl = (short)value;
                    break;
                case SocketOptionName.MulticastTimeToLive:
                    CheckTimeToLive(value);
                    Datagrams().MulticastTtl = (short)value;
                    break;
                case SocketOptionName.MulticastLoopback:
                    MulticastLoopback = value != 0;
                    break;
                case SocketOptionName.MulticastInterface:
                    // There is only one: which is meant does not matter.
                    Datagrams();
                    break;
                case SocketOptionName.DontFragment:
                    DontFragment = value != 0;
                    break;
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        // Those of groups are the same for both families.
        private void SetOfIPv6(SocketOptionName name, int value)
        {
            CheckHasIPv6Options();
            switch (name)
            {
                case SocketOptionName.IPv6Only:
                    SetIPv6Only(value != 0);
                    break;
                case SocketOptionName.HopLimit:
                    SetOfIp(SocketOptionName.IpTimeToLive, value);
                    break;
                case SocketOptionName.MulticastTimeToLive:
                case SocketOptionName.MulticastLoopback:
                case SocketOptionName.MulticastInterface:
                    SetOfIp(name, value);
                    break;
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        // Says whether IPv4 is kept out, before there is a port.
        private void SetIPv6Only(bool only)
        {
            if (only == IsIPv6Only)
            {
                return;
            }

            if (IsBound)
            {
                throw new SocketException(SocketError.InvalidArgument);
            }

            SetIPv6(only);
            if (datagrams != null)
            {
                datagrams.endpoint.localAddress = only ? IPAddress.IPv6Any : null;
            }
            else if (client != null)
            {
                client.Settings().localAddress = only ? IPAddress.IPv6Any : null;
            }
        }

        private int GetOfSocket(SocketOptionName name)
        {
            switch (name)
            {
                case SocketOptionName.ReuseAddress:
                    return (state & ReusesAddress) == 0 ? 0 : 1;
                case SocketOptionName.ExclusiveAddressUse:
                case SocketOptionName.OutOfBandInline:
                    return 1;
                case SocketOptionName.KeepAlive:
                    return Stored().keepAlive ? 1 : 0;
                case SocketOptionName.Broadcast:
                    return EnableBroadcast ? 1 : 0;
                case SocketOptionName.DontLinger:
                    return LingerState.Enabled ? 0 : 1;
                case SocketOptionName.SendBuffer:
                    return SendBufferSize;
                case SocketOptionName.ReceiveBuffer:
                    return ReceiveBufferSize;
                case SocketOptionName.SendTimeout:
                    return SendTimeout;
                case SocketOptionName.ReceiveTimeout:
                    return ReceiveTimeout;
                case SocketOptionName.Type:
                    return (int)SocketType;
                case SocketOptionName.AcceptConnection:
                    return listener != null && listener.Active ? 1 : 0;
                case SocketOptionName.Error:
                    return (int)ErrorOf();
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        private int GetOfTcp(SocketOptionName name)
        {
            TcpLayer tcp = runner.stack.tcp;
            TcpSettings set = Stored();
            switch (name)
            {
                case SocketOptionName.NoDelay:
                    return NoDelay ? 1 : 0;
                case SocketOptionName.TcpKeepAliveTime:
                    return (set.keepAliveTime == 0 ? tcp.keepAliveTime : set.keepAliveTime) / 1000;
                case SocketOptionName.TcpKeepAliveInterval:
                    return (set.keepAliveInterval == 0 ? tcp.keepAliveInterval : set.keepAliveInterval) / 1000;
                case SocketOptionName.TcpKeepAliveRetryCount:
                    return set.keepAliveCount == 0 ? tcp.keepAliveCount : set.keepAliveCount;
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        private int GetOfIp(SocketOptionName name)
        {
            switch (name)
            {
                case SocketOptionName.IpTimeToLive:
                    return Ttl;
                case SocketOptionName.MulticastTimeToLive:
                    return Datagrams().MulticastTtl;
                case SocketOptionName.MulticastLoopback:
                    return MulticastLoopback ? 1 : 0;
                case SocketOptionName.DontFragment:
                    return DontFragment ? 1 : 0;
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        private void CheckHasIPv6Options()
        {
            if ((state & IPv6) == 0)
            {
                throw new SocketException(SocketError.ProtocolOption);
            }
        }

        private int GetOfIPv6(SocketOptionName name)
        {
            CheckHasIPv6Options();
            switch (name)
            {
                case SocketOptionName.IPv6Only:
                    return IsIPv6Only ? 1 : 0;
                case SocketOptionName.HopLimit:
                    return GetOfIp(SocketOptionName.IpTimeToLive);
                case SocketOptionName.MulticastTimeToLive:
                case SocketOptionName.MulticastLoopback:
                    return GetOfIp(name);
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        private static void CheckTimeToLive(int value)
        {
            if (value < 1 || value > 255)
            {
                throw new SocketException(SocketError.InvalidArgument);
            }
        }

        // What is set of connections.
        private TcpSettings Stored()
        {
            if (datagrams != null)
            {
                throw new SocketException(SocketError.ProtocolOption);
            }

            return ClientOf().Settings();
        }

        private void ApplyKeepAlive()
        {
            lock (runner.sync)
            {
                TcpConnection connection = client.Current();
                if (connection != null)
                {
                    runner.BeginCall();
                    client.settings.ApplyKeepAliveTo(connection);
                    runner.EndCall();
                }
            }
        }

        // Why the connection has failed, or could not be made.
        private SocketError ErrorOf()
        {
            if (client == null)
            {
                return SocketError.Success;
            }

            lock (runner.sync)
            {
                TcpConnection connection = client.Current();
                return connection == null || connection.error == TcpError.None
                    ? SocketError.Success
                    : SocketException.Of(connection).SocketErrorCode;
            }
        }
    }
}
