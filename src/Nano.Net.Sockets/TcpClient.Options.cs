using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // What an application may set of a client, before or after it has a connection.
    public partial class TcpClient
    {
        private const int MostConnectTimeout = 3600000;
        private const int MostUserTimeout = 86400000;

        /// <summary>Whether small segments go at once instead of waiting for the acknowledgment of earlier ones (Nagle's algorithm off); false by default, as in the BCL.</summary>
        /// <remarks>
        /// Nagle's algorithm (RFC 9293 section 3.7.4) serves who writes many small pieces: they go together, and a segment costs
        /// a device much. It costs who writes an answer in two or more pieces and then waits: the last piece waits for the
        /// acknowledgment of the one before, and a peer delays that by 40 milliseconds or more. Such a program sets this, or
        /// writes each answer whole.
        /// </remarks>
        public bool NoDelay
        {
            get
            {
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    return connection == null ? settings != null && settings.noDelay : connection.sender.noDelay;
                }
            }

            set
            {
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    if (connection == null)
                    {
                        Settings().noDelay = value;
                    }
                    else
                    {
                        connection.sender.noDelay = value;
                    }
                }
            }
        }

        /// <summary>Milliseconds that a read may wait; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int ReceiveTimeout
        {
            get { return settings == null ? 0 : settings.receiveTimeout; }
            set { Settings().receiveTimeout = CheckTimeout(value); }
        }

        /// <summary>Milliseconds that a write may wait; 0 (the default) for ever.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int SendTimeout
        {
            get { return settings == null ? 0 : settings.sendTimeout; }
            set { Settings().sendTimeout = CheckTimeout(value); }
        }

        /// <summary>Bytes that the stack keeps for what arrives (<see cref="StackOptions.ReceiveBufferSize"/>). Memory is fixed: a size that is set changes nothing.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int ReceiveBufferSize
        {
            get { return runner.stack.tcp.ReceiveBufferSize(); }
            set { CheckTimeout(value); }
        }

        /// <summary>Bytes that the stack keeps for what is sent (<see cref="StackOptions.SendBufferSize"/>). Memory is fixed: a size that is set changes nothing.</summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0.</exception>
        public int SendBufferSize
        {
            get { return runner.stack.tcp.sendBufferSize; }
            set { CheckTimeout(value); }
        }

        /// <summary>True: a port belongs to one listener alone. Setting it changes nothing.</summary>
        public bool ExclusiveAddressUse
        {
            get { return true; }
            set { }
        }

        /// <summary>What <see cref="Close"/> does about data that are not acknowledged yet; by default, and with null, nothing.</summary>
        public LingerOption LingerState
        {
            get { return settings == null || settings.linger == null ? new LingerOption(false, 0) : settings.linger; }
            set { Settings().linger = value; }
        }

        /// <summary>
        /// Milliseconds after which <c>Connect</c> gives up an address, 1 to 3,600,000; 0 (the default) for
        /// <see cref="StackOptions.ConnectTimeout"/>. Where the peer or its router says no, or does not answer ARP, it ends sooner.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0 or more than an hour.</exception>
        public int ConnectTimeout
        {
            get
            {
                return settings == null ? 0 : settings.connectTimeout;
            }

            set
            {
                if (value < 0 || value > MostConnectTimeout)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                Settings().connectTimeout = value;
            }
        }

        /// <summary>
        /// Milliseconds that the connection may go without progress, while data wait to be acknowledged, before it is given up
        /// (the user time-out of RFC 9293 section 3.8.3, which is not announced to the peer as RFC 5482 would), 1 to 86,400,000;
        /// 0 (the default) for <see cref="StackOptions.UserTimeout"/>. Other systems call it TCP_USER_TIMEOUT. Who closes or
        /// waits in <c>Connect</c> goes by <see cref="StackOptions.OrphanTimeout"/> and <see cref="ConnectTimeout"/>.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">It is less than 0 or more than a day.</exception>
        public int UserTimeout
        {
            get
            {
                return settings == null ? 0 : settings.userTimeout;
            }

            set
            {
                if (value < 0 || value > MostUserTimeout)
                {
                    throw new ArgumentOutOfRangeException("value");
                }

                Settings().userTimeout = value;
                lock (runner.sync)
                {
                    TcpConnection connection = Current();
                    if (connection != null)
                    {
                        runner.BeginCall();
                        connection.SetUserTimeout(value == 0 ? connection.tcp.userTimeout : value);
                        runner.EndCall();
                    }
                }
            }
        }

        /// <summary>Turns keep-alive on or off (RFC 9293 section 3.8.4); off by default. The connection must be there.</summary>
        /// <param name="enable">On or off.</param>
        /// <param name="time">Idle milliseconds before the first probe, 1,000 or more.</param>
        /// <param name="interval">Milliseconds between probes, 100 or more.</param>
        /// <param name="count">Unanswered probes after which the connection has failed, 1 or more.</param>
        /// <exception cref="SocketException">There is no connection.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A number is less than its least.</exception>
        public void SetKeepAlive(bool enable, int time, int interval, int count)
        {
            if (time < 1000)
            {
                throw new ArgumentOutOfRangeException("time");
            }

            if (interval < 100)
            {
                throw new ArgumentOutOfRangeException("interval");
            }

            if (count < 1)
            {
                throw new ArgumentOutOfRangeException("count");
            }

            lock (runner.sync)
            {
                CheckDisposed();
                TcpConnection connection = Current();
                if (connection == null || !connection.IsSynchronized)
                {
                    throw new SocketException(SocketError.NotConnected);
                }

                runner.BeginCall();
                connection.SetKeepAlive(enable, time, interval, count);
                runner.EndCall();
            }
        }


        /// <summary>What was set, to be read or changed.</summary>
        internal TcpSettings Settings()
        {
            if (settings == null)
            {
                settings = new TcpSettings();
            }

            return settings;
        }

        private static int CheckTimeout(int value)
        {
            if (value < 0)
            {
                throw new ArgumentOutOfRangeException("value");
            }

            return value;
        }
    }
}
