using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // How a client gets its connection.
    public partial class TcpClient
    {
        /// <summary>Connects.</summary>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">The name cannot be resolved, as <see cref="INameResolver.Resolve"/> says; there is nobody to resolve it (<see cref="SocketError.NoRecovery"/>); or the connection cannot be made.</exception>
        public void Connect(string hostname, int port)
        {
            if (hostname == null)
            {
                throw new ArgumentNullException("hostname");
            }

            Connect(runner.Resolve(hostname, AddressFamily.Unspecified), port);
        }

        /// <summary>Connects to the first address that answers.</summary>
        /// <param name="ipAddresses">The addresses.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">None does; the reason is the last one's.</exception>
        public void Connect(IPAddress[] ipAddresses, int port)
        {
            if (ipAddresses == null)
            {
                throw new ArgumentNullException("ipAddresses");
            }

            SocketException failure = new SocketException(SocketError.HostNotFound);
            for (int i = 0; i < ipAddresses.Length; i++)
            {
                try
                {
                    Connect(ipAddresses[i], port);
                    return;
                }
                catch (SocketException e)
                {
                    if (e.SocketErrorCode == SocketError.IsConnected)
                    {
                        throw;
                    }

                    failure = e;
                }
            }

            throw failure;
        }

        /// <summary>Connects.</summary>
        /// <param name="remoteEP">The peer.</param>
        /// <exception cref="SocketException">The connection cannot be made.</exception>
        public void Connect(IPEndPoint remoteEP)
        {
            if (remoteEP == null)
            {
                throw new ArgumentNullException("remoteEP");
            }

            Connect(remoteEP.Address, remoteEP.Port);
        }

        /// <summary>Connects: returns when the connection is established.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">The connection cannot be made; <see cref="SocketError.TimedOut"/> where the peer has not answered in <see cref="ConnectTimeout"/>.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is out of its range.</exception>
        public void Connect(IPAddress address, int port)
        {
            WaitUntilConnected(StartConnect(address, port));
        }

        /// <summary>Begins to connect: the SYN is sent.</summary>
        internal TcpConnection StartConnect(IPAddress address, int port)
        {
            if (address is null)
            {
                throw new ArgumentNullException("address");
            }

            if (port < 1 || port > IPEndPoint.MaxPort)
            {
                throw new ArgumentOutOfRangeException("port");
            }

            lock (runner.sync)
            {
                CheckDisposed();
                runner.CheckRunning();
                if (stream != null)
                {
                    throw new SocketException(SocketError.IsConnected);
                }

                OpenError error;
                TcpLayer tcp = runner.stack.tcp;
                runner.BeginCall();
                TcpConnection opened = settings == null
                    ? tcp.Connect(address, port, 0, out error)
                    : tcp.Connect(
                        settings.localAddress,
                        address,
                        port,
                        settings.localPort,
                        settings.connectTimeout == 0 ? tcp.connectTimeout : settings.connectTimeout,
                        out error);
                runner.EndCall();
                if (opened == null)
                {
                    throw SocketException.Of(error);
                }

                try
                {
                    Adopt(opened);
                    return opened;
                }
                catch (Exception)
                {
                    // No memory for what stands for the connection: it goes back to its pool.
                    stream = null;
                    opened.Close();
                    throw;
                }
            }
        }

        /// <summary>Waits until an attempt to connect has ended.</summary>
        /// <exception cref="SocketException">It has failed, or the client was closed meanwhile.</exception>
        internal void WaitUntilConnected(TcpConnection opened)
        {
            bool waiting = false;
            while (true)
            {
                lock (runner.sync)
                {
                    if (waiting)
                    {
                        waiting = false;
                        opened.writersWaiting--;
                        opened.OnWaiterLeft();
                    }

                    if (IsConnectDone(opened))
                    {
                        return;
                    }

                    waiting = true;
                    opened.writersWaiting++;
                }

                opened.writable.WaitOne();
            }
        }

        /// <summary>Whether an attempt to connect has succeeded; under the lock.</summary>
        /// <returns>False while it goes on.</returns>
        /// <exception cref="SocketException">It has failed, or the client was closed meanwhile.</exception>
        internal bool IsConnectDone(TcpConnection opened)
        {
            if (IsClosed)
            {
                throw new SocketException(SocketError.Interrupted);
            }

            if (opened.error != TcpError.None)
            {
                SocketException failure = SocketException.Of(opened);
                GiveUp(opened);
                throw failure;
            }

            return opened.IsSynchronized;
        }

        /// <summary>Lets go of an attempt to connect, so that the client may try again, with another peer perhaps; under the lock.</summary>
        internal void GiveUp(TcpConnection opened)
        {
            stream = null;
            RemoteEndPoint = null;
            LocalEndPoint = null;
            opened.Close();
        }

        /// <summary>Takes an address and a port of its own.</summary>
        /// <param name="local">Which.</param>
        /// <param name="ipv6Only">Whether <see cref="IPAddress.IPv6Any"/> keeps out IPv4.</param>
        /// <exception cref="SocketException">The address is not this host's.</exception>
        internal void SetLocalEndPoint(IPEndPoint local, bool ipv6Only)
        {
            runner.CheckLocal(local.Address);
            IPAddress bound = runner.BindingOf(local.Address, ipv6Only);
            if (local.Port != 0 || !(bound is null))
            {
                Settings().localPort = local.Port;
                settings.localAddress = bound;
            }
        }

        // Takes a connection for its own; under the lock.
        private void Adopt(TcpConnection adopted)
        {
            if (settings != null)
            {
                settings.ApplyTo(adopted);
            }

            stream = new NetworkStream(this, adopted);
            LocalEndPoint = new IPEndPoint(adopted.path == null ? runner.stack.Address : adopted.path.LocalAddress(), adopted.LocalPort);
            RemoteEndPoint = new IPEndPoint(adopted.path == null ? IPAddress.Any : adopted.path.RemoteAddress(), adopted.RemotePort);
        }
    }
}
