using NanoException = Nano.Net.Sockets.SocketException;
using NanoSocket = Nano.Net.Sockets.Socket;

namespace System.Net.Sockets
{
    /// <summary>A socket of the running stack (<see cref="Nano.Net.Sockets.StackRunner.Default"/>).</summary>
    /// <remarks>It behaves as <see cref="Nano.Net.Sockets.Socket"/> does, which also closes itself when nobody holds it any more.</remarks>
    public partial class Socket : IDisposable
    {
        private readonly NanoSocket inner;

        /// <summary>Makes a socket.</summary>
        /// <param name="addressFamily">IPv4 or IPv6.</param>
        /// <param name="socketType">A connection or datagrams.</param>
        /// <param name="protocolType">TCP for a connection, UDP for datagrams.</param>
        /// <exception cref="SocketException">The stack has no such socket, or none free.</exception>
        public Socket(AddressFamily addressFamily, SocketType socketType, ProtocolType protocolType)
        {
            try
            {
                inner = new NanoSocket((Nano.Net.Sockets.AddressFamily)(int)addressFamily, (Nano.Net.Sockets.SocketType)(int)socketType, (Nano.Net.Sockets.ProtocolType)(int)protocolType);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        private Socket(NanoSocket accepted)
        {
            inner = accepted;
        }

        /// <summary>Bytes that can be read at once.</summary>
        public int Available
        {
            get
            {
                try
                {
                    return inner.Available;
                }
                catch (NanoException e)
                {
                    throw SocketException.Of(e);
                }
            }
        }

        /// <summary>Whether it is connected.</summary>
        public bool Connected
        {
            get { return inner.Connected; }
        }

        /// <summary>This side.</summary>
        public EndPoint LocalEndPoint
        {
            get
            {
                try
                {
                    return IPEndPoint.Convert(inner.LocalEndPoint);
                }
                catch (NanoException e)
                {
                    throw SocketException.Of(e);
                }
            }
        }

        /// <summary>The peer.</summary>
        public EndPoint RemoteEndPoint
        {
            get
            {
                try
                {
                    return IPEndPoint.Convert(inner.RemoteEndPoint);
                }
                catch (NanoException e)
                {
                    throw SocketException.Of(e);
                }
            }
        }

        /// <summary>The kind of socket.</summary>
        public SocketType SocketType
        {
            get { return (SocketType)(int)inner.SocketType; }
        }

        /// <summary>Takes a local address and port.</summary>
        /// <param name="localEP">The address, or <see cref="IPAddress.Any"/>, and the port, or 0 for any.</param>
        /// <exception cref="SocketException">They are taken, or not this host's.</exception>
        public void Bind(EndPoint localEP)
        {
            try
            {
                inner.Bind(IPEndPoint.Convert(localEP));
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <summary>Connects.</summary>
        /// <param name="remoteEP">The peer.</param>
        /// <exception cref="SocketException">The connection cannot be made.</exception>
        public void Connect(EndPoint remoteEP)
        {
            try
            {
                inner.Connect(IPEndPoint.Convert(remoteEP));
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <summary>Waits for connections from now on.</summary>
        /// <param name="backlog">How many may wait to be accepted.</param>
        /// <exception cref="SocketException">The stack has no free listener.</exception>
        public void Listen(int backlog)
        {
            try
            {
                inner.Listen(backlog);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <summary>Waits for a connection.</summary>
        /// <returns>Its socket.</returns>
        /// <exception cref="SocketException">The socket was closed, or does not listen.</exception>
        public Socket Accept()
        {
            try
            {
                return new Socket(inner.Accept());
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <summary>Waits until something is possible.</summary>
        /// <param name="microSeconds">How long at most; -1 for ever.</param>
        /// <param name="mode">What.</param>
        /// <returns>Whether it is.</returns>
        public bool Poll(int microSeconds, SelectMode mode)
        {
            try
            {
                return inner.Poll(microSeconds, (Nano.Net.Sockets.SelectMode)(int)mode);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <summary>Closes it. Who waits in it fails.</summary>
        public void Close()
        {
            ((IDisposable)this).Dispose();
        }

        /// <inheritdoc/>
        void IDisposable.Dispose()
        {
            Dispose(true);
        }

        /// <summary>Closes it.</summary>
        /// <param name="disposing">Whether somebody asked for it.</param>
        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Close();
            }
        }
    }
}
