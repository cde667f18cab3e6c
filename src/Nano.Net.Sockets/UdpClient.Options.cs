using System;

namespace Nano.Net.Sockets
{
    // What an application may set of a client.
    public partial class UdpClient
    {
        /// <summary>Whether datagrams may be sent to broadcast addresses; false by default.</summary>
        public bool EnableBroadcast
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    return endpoint.EnableBroadcast;
                }
            }

            set
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    endpoint.EnableBroadcast = value;
                }
            }
        }

        /// <summary>Time to live of datagrams sent to one host or by broadcast, 1 to 255; by default <see cref="StackOptions.TimeToLive"/>.</summary>
        public short Ttl
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    return (short)endpoint.timeToLive;
                }
            }

            set
            {
                CheckTimeToLive(value, "value");
                lock (runner.sync)
                {
                    CheckOpen();
                    endpoint.timeToLive = value;
                }
            }
        }

        /// <summary>Time to live of datagrams sent to multicast groups, 1 to 255; 1 by default, which keeps them on this link (RFC 1112 section 6.1).</summary>
        public short MulticastTtl
        {
            get
            {
                lock (runner.sync)
                {
                    CheckOpen();
                    return (short)endpoint.multicastTimeToLive;
                }
            }

            set
            {
                CheckTimeToLive(value, "value");
                lock (runner.sync)
                {
                    CheckOpen();
                    endpoint.multicastTimeToLive = value;
                }
            }
        }

        /// <summary>Milliseconds that a receive may wait; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int ReceiveTimeout
        {
            get
            {
                return receiveTimeout;
            }

            set
            {
                if (value < 0)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                receiveTimeout = value;
            }
        }

        /// <summary>Milliseconds that a send may wait for the link device to take the datagram; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int SendTimeout
        {
            get
            {
                return sendTimeout;
            }

            set
            {
                if (value < 0)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                sendTimeout = value;
            }
        }

        /// <summary>False: datagrams that are too long for the link go in fragments.</summary>
        /// <exception cref="SocketException">It is set to true (<see cref="SocketError.ProtocolOption"/>).</exception>
        public bool DontFragment
        {
            get { return false; }
            set { CheckFalse(value); }
        }

        /// <summary>False: what is sent to a group is not received by its sender.</summary>
        /// <exception cref="SocketException">It is set to true (<see cref="SocketError.ProtocolOption"/>).</exception>
        public bool MulticastLoopback
        {
            get { return false; }
            set { CheckFalse(value); }
        }

        /// <summary>True: a port belongs to one client alone. Setting it changes nothing.</summary>
        public bool ExclusiveAddressUse
        {
            get { return true; }
            set { }
        }

        private static void CheckTimeToLive(int value, string name)
        {
            if (value < 1 || value > 255)
            {
                throw new ArgumentOutOfRangeException(name);
            }
        }

        private static void CheckFalse(bool value)
        {
            if (value)
            {
                throw new SocketException(SocketError.ProtocolOption);
            }
        }
    }
}
