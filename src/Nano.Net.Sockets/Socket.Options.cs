using System;

namespace Nano.Net.Sockets
{
    // What an application may set of a socket, by name.
    public partial class Socket
    {
        /// <summary>Milliseconds that a receive may wait; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than -1; -1 counts as 0.</exception>
        public int ReceiveTimeout
        {
            get
            {
                return datagrams != null ? datagrams.ReceiveTimeout : client == null ? 0 : client.ReceiveTimeout;
            }

            set
            {
                CheckOpen();
                int timeout = value == -1 ? 0 : value;
                if (datagrams != null)
                {
                    datagrams.ReceiveTimeout = timeout;
                }
                else
                {
                    ClientOf().ReceiveTimeout = timeout;
                }
            }
        }

        /// <summary>Milliseconds that a send may wait; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than -1; -1 counts as 0.</exception>
        public int SendTimeout
        {
            get
            {
                return datagrams != null ? datagrams.SendTimeout : client == null ? 0 : client.SendTimeout;
            }

            set
            {
                CheckOpen();
                int timeout = value == -1 ? 0 : value;
                if (datagrams != null)
                {
                    datagrams.SendTimeout = timeout;
                }
                else
                {
                    ClientOf().SendTimeout = timeout;
                }
            }
        }

        /// <summary>Bytes that the stack keeps for what arrives (<see cref="StackOptions.ReceiveBufferSize"/>, <see cref="StackOptions.UdpQueueSize"/>). Memory is fixed: a size that is set changes nothing.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int ReceiveBufferSize
        {
            get { return datagrams != null ? datagrams.endpoint.QueueSize : runner.stack.tcp.ReceiveBufferSize(); }
            set { CheckSize(value); }
        }

        /// <summary>Bytes that the stack keeps for what is sent (<see cref="StackOptions.SendBufferSize"/>; of UDP, the longest datagram). Memory is fixed: a size that is set changes nothing.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int SendBufferSize
        {
            get { return datagrams != null ? Wire.UdpDatagram.MaximumPayload : runner.stack.tcp.sendBufferSize; }
            set { CheckSize(value); }
        }

        /// <summary>Whether small segments go at once (<see cref="TcpClient.NoDelay"/>).</summary>
        /// <exception cref="SocketException">It is a socket of UDP.</exception>
        public bool NoDelay
        {
            get
            {
                CheckOpen();
                return ClientOf().NoDelay;
            }

            set
            {
                CheckOpen();
                ClientOf().NoDelay = value;
            }
        }

        /// <summary>What closing does about data that are not acknowledged yet (<see cref="TcpClient.LingerState"/>).</summary>
        /// <exception cref="SocketException">It is a socket of UDP.</exception>
        public LingerOption LingerState
        {
            get
            {
                CheckOpen();
                return ClientOf().LingerState;
            }

            set
            {
                CheckOpen();
                ClientOf().LingerState = value;
            }
        }

        /// <summary>Whether datagrams may be sent to broadcast addresses (<see cref="UdpClient.EnableBroadcast"/>).</summary>
        /// <exception cref="SocketException">It is a socket of TCP.</exception>
        public bool EnableBroadcast
        {
            get { return Datagrams().EnableBroadcast; }
            set { Datagrams().EnableBroadcast = value; }
        }

        /// <summary>False: what is sent to a group is not received by its sender (<see cref="UdpClient.MulticastLoopback"/>).</summary>
        /// <exception cref="SocketException">It is a socket of TCP, or it is set to true.</exception>
        public bool MulticastLoopback
        {
            get { return Datagrams().MulticastLoopback; }
            set { Datagrams().MulticastLoopback = value; }
        }

        /// <summary>Time to live of datagrams, 1 to 255 (<see cref="UdpClient.Ttl"/>). That of TCP is the stack's (<see cref="StackOptions.TimeToLive"/>), and cannot be set.</summary>
        /// <exception cref="SocketException">It is set of a socket of TCP.</exception>
        public short Ttl
        {
            get
            {
                CheckOpen();
                return datagrams != null ? datagrams.Ttl : (short)runner.stack.udp.timeToLive;
            }

            set
            {
                Datagrams().Ttl = value;
            }
        }

        /// <summary>Whether packets may not be fragmented on their way: true of TCP, which finds the path MTU out (RFC 1191), false of UDP. Setting the other fails.</summary>
        /// <exception cref="SocketException">It is set to what it is not (<see cref="SocketError.ProtocolOption"/>).</exception>
        public bool DontFragment
        {
            get
            {
                CheckOpen();
                return datagrams == null;
            }

            set
            {
                if (value != DontFragment)
                {
                    throw new SocketException(SocketError.ProtocolOption);
                }
            }
        }

        /// <summary>True: a port belongs to one socket alone. Setting it changes nothing.</summary>
        public bool ExclusiveAddressUse
        {
            get { return true; }
            set { CheckOpen(); }
        }

        /// <summary>Sets an option.</summary>
        /// <param name="optionLevel">Whose option.</param>
        /// <param name="optionName">Which.</param>
        /// <param name="optionValue">On or off.</param>
        /// <exception cref="SocketException">The socket does not have it (<see cref="SocketError.ProtocolOption"/>).</exception>
        public void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, bool optionValue)
        {
            SetSocketOption(optionLevel, optionName, optionValue ? 1 : 0);
        }

        /// <summary>Sets an option.</summary>
        /// <param name="optionLevel">Whose option.</param>
        /// <param name="optionName">Which.</param>
        /// <param name="optionValue">Four bytes, the least significant first; of <see cref="SocketOptionName.Linger"/>, eight: on or off, and seconds.</param>
        /// <exception cref="SocketException">The socket does not have it (<see cref="SocketError.ProtocolOption"/>), or there are not enough bytes (<see cref="SocketError.Fault"/>).</exception>
        public void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, byte[] optionValue)
        {
            if (optionValue == null)
            {
                throw new ArgumentNullException("optionValue");
            }

            bool isLinger = optionLevel == SocketOptionLevel.Socket && optionName == SocketOptionName.Linger;
            if (optionValue.Length < (isLinger ? 8 : 4))
            {
                throw new SocketException(SocketError.Fault);
            }

            int value = BitConverter.ToInt32(optionValue, 0);
            if (isLinger)
            {
                LingerState = new LingerOption(value != 0, BitConverter.ToInt32(optionValue, 4));
            }
            else
            {
                SetSocketOption(optionLevel, optionName, value);
            }
        }

        /// <summary>Sets an option whose value is an object: <see cref="LingerOption"/> or <see cref="MulticastOption"/>.</summary>
        /// <param name="optionLevel">Whose option.</param>
        /// <param name="optionName">Which.</param>
        /// <param name="optionValue">Its value.</param>
        /// <exception cref="ArgumentException">The option has no such value.</exception>
        /// <exception cref="SocketException">The socket does not have it (<see cref="SocketError.ProtocolOption"/>).</exception>
        public void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, object optionValue)
        {
            if (optionValue == null)
            {
                throw new ArgumentNullException("optionValue");
            }

            LingerOption linger = optionValue as LingerOption;
            MulticastOption group = optionValue as MulticastOption;
            if (linger != null && optionLevel == SocketOptionLevel.Socket && optionName == SocketOptionName.Linger)
            {
                LingerState = linger;
            }
            else if (IsGroup(group, optionLevel) && optionName == SocketOptionName.AddMembership)
            {
                Datagrams().JoinMulticastGroup(group.Group, group.LocalAddress ?? IPAddress.Any);
            }
            else if (IsGroup(group, optionLevel) && optionName == SocketOptionName.DropMembership)
            {
                Datagrams().DropMulticastGroup(group.Group);
            }
            else
            {
                throw new ArgumentException("that option has no such value", "optionValue");
            }
        }

        /// <summary>Sets an option.</summary>
        /// <param name="optionLevel">Whose option.</param>
        /// <param name="optionName">Which.</param>
        /// <param name="optionValue">Its value; 0 is off, anything else on.</param>
        /// <exception cref="SocketException">The socket does not have it (<see cref="SocketError.ProtocolOption"/>).</exception>
        public void SetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, int optionValue)
        {
            CheckOpen();
            switch (optionLevel)
            {
                case SocketOptionLevel.Socket:
                    SetOfSocket(optionName, optionValue);
                    break;
                case SocketOptionLevel.Tcp:
                    SetOfTcp(optionName, optionValue);
                    break;
                case SocketOptionLevel.IP:
                    SetOfIp(optionName, optionValue);
                    break;
                case SocketOptionLevel.IPv6:
                    SetOfIPv6(optionName, optionValue);
                    break;
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        /// <summary>Reads an option.</summary>
        /// <param name="optionLevel">Whose option.</param>
        /// <param name="optionName">Which.</param>
        /// <returns>Its value, an int; of <see cref="SocketOptionName.Linger"/>, a <see cref="LingerOption"/>.</returns>
        /// <exception cref="SocketException">The socket does not have it (<see cref="SocketError.ProtocolOption"/>).</exception>
        public object GetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName)
        {
            CheckOpen();
            if (optionLevel == SocketOptionLevel.Socket && optionName == SocketOptionName.Linger)
            {
                return LingerState;
            }

            switch (optionLevel)
            {
                case SocketOptionLevel.Socket:
                    return GetOfSocket(optionName);
                case SocketOptionLevel.Tcp:
                    return GetOfTcp(optionName);
                case SocketOptionLevel.IP:
                    return GetOfIp(optionName);
                case SocketOptionLevel.IPv6:
                    return GetOfIPv6(optionName);
                default:
                    throw new SocketException(SocketError.ProtocolOption);
            }
        }

        /// <summary>Reads an option.</summary>
        /// <param name="optionLevel">Whose option.</param>
        /// <param name="optionName">Which.</param>
        /// <param name="optionValue">Where to put its value: four bytes, the least significant first; of <see cref="SocketOptionName.Linger"/>, eight.</param>
        /// <exception cref="SocketException">The socket does not have it (<see cref="SocketError.ProtocolOption"/>), or there is no room (<see cref="SocketError.Fault"/>).</exception>
        public void GetSocketOption(SocketOptionLevel optionLevel, SocketOptionName optionName, byte[] optionValue)
        {
            if (optionValue == null)
            {
                throw new ArgumentNullException("optionValue");
            }

            object value = GetSocketOption(optionLevel, optionName);
            LingerOption linger = value as LingerOption;
            if (optionValue.Length < (linger == null ? 4 : 8))
            {
                throw new SocketException(SocketError.Fault);
            }

            Array.Copy(BitConverter.GetBytes(linger == null ? (int)value : linger.Enabled ? 1 : 0), 0, optionValue, 0, 4);
            if (linger != null)
            {
                Array.Copy(BitConverter.GetBytes(linger.LingerTime), 0, optionValue, 4, 4);
            }
        }

        // Whether there is a group, at the level of its family.
        private static bool IsGroup(MulticastOption group, SocketOptionLevel level)
        {
            return group != null && level == (group.Group.ipv6 == null ? SocketOptionLevel.IP : SocketOptionLevel.IPv6);
        }

        private static void CheckSize(int value)
        {
            if (value < 0)
            {
                throw new ArgumentOutOfRangeException("value");
            }
        }

        // What can only be as it is: to set it to that changes nothing, to set it to anything else fails.
        private static void CheckFixed(int value, bool isOn)
        {
            if (value != 0 != isOn)
            {
                throw new SocketException(SocketError.ProtocolOption);
            }
        }

        private UdpClient Datagrams()
        {
            CheckOpen();
            if (datagrams == null)
            {
                throw new SocketException(SocketError.ProtocolOption);
            }

            return datagrams;
        }
    }
}
