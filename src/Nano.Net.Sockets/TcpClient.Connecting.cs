using System;
using Nano.Net.Tcp;

namespace Nano.Net.Sockets
{
    // How a client gets its connection.
    public partial class TcpClient
    {
        /// <summary>Connects to a host, as <see cref="Connect(IPAddress[], int)"/> does.</summary>
        /// <param name="hostname">An address, or a name for <see cref="StackRunner.NameResolver"/> to resolve.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">The name cannot be resolved, as <see cref="INameResolver.Resolve"/> says; there is nobody to resolve it (<see cref="SocketError.NoRecovery"/>); or the connection cannot be made.</exception>
        public void Connect(string hostname, int port)
        {
            if (hostname == null)
            {
                throw new ArgumentNullException("hostname");
            }

            Connect(runner.Resolve(hostname, Family()), port);
        }

        /// <summary>
        /// Connects to one of a host's addresses (RFC 8305). IPv6 and IPv4 are tried in turns, beginning with what suits this host's
        /// addresses better (RFC 6724): the next one when the one before has failed, or has not answered within 250 ms. The first
        /// connection that is established stays. What no route leads to is not tried.
        /// </summary>
        /// <param name="ipAddresses">The addresses.</param>
        /// <param name="port">1 to 65,535.</param>
        /// <exception cref="SocketException">None answers; the reason is that of the last one that has failed.</exception>
        public void Connect(IPAddress[] ipAddresses, int port)
        {
            IPAddress[] tried = InTurns(ipAddresses);
            if (tried.Length == 1)
            {
                Connect(tried[0], port);
                return;
            }

            ConnectionRace race = StartRace(tried, port);
            while (true)
            {
                int pause;
                lock (runner.sync)
                {
                    if (race.Step())
                    {
                        return;
                    }

                    pause = race.Pause();
                }

                race.Wait(pause);
            }
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

            CheckPort(port);
            lock (runner.sync)
            {
                CheckMayConnect();
                OpenError error;
                runner.BeginCall();
                TcpConnection opened = Open(address, port, out error);
                runner.EndCall();
                if (opened == null)
                {
                    throw SocketException.Of(error);
                }

                AdoptOrClose(opened);
                return opened;
            }
        }

        /// <summary>Opens a connection that is nobody's yet; under the lock.</summary>
        /// <param name="address">The peer's address.</param>
        /// <param name="port">The port there.</param>
        /// <param name="error">Why not.</param>
        /// <returns>Null where <paramref name="error"/> says why not.</returns>
        internal TcpConnection Open(IPAddress address, int port, out OpenError error)
        {
            TcpLayer tcp = runner.stack.tcp;
            return settings == null
                ? tcp.Connect(address, port, 0, out error)
                : tcp.Connect(
                    settings.localAddress,
                    address,
                    port,
                    settings.localPort,
                    settings.connectTimeout == 0 ? tcp.connectTimeout : settings.connectTimeout,
                    out error);
        }

        /// <summary>Takes a connection for its own; under the lock. Where there is no memory for what stands for it, it goes back to its pool.</summary>
        internal void AdoptOrClose(TcpConnection opened)
        {
            try
            {
                Adopt(opened);
            }
            catch (Exception)
            {
                stream = null;
                opened.Close();
                throw;
            }
        }

        /// <summary>Begins to connect to a host that has several addresses, or none; <see cref="ConnectionRace.Step"/> goes on with it.</summary>
        internal ConnectionRace StartRace(IPAddress[] tried, int port)
        {
            CheckPort(port);
            if (tried.Length == 0)
            {
                throw new SocketException(SocketError.HostNotFound);
            }

            lock (runner.sync)
            {
                CheckMayConnect();
                ConnectionRace race = new ConnectionRace(this, tried, port);
                Settings().race = race;
                return race;
            }
        }

        /// <summary>Fails where the client was closed while it connects.</summary>
        internal void CheckNotInterrupted()
        {
            if (IsClosed)
            {
                throw new SocketException(SocketError.Interrupted);
            }

            runner.CheckRunning();
        }

        /// <summary>An attempt to connect to one of several addresses has ended; under the lock.</summary>
        internal void OnRaceEnded(ConnectionRace race)
        {
            if (settings.race == race)
            {
                settings.race = null;
            }
        }

        /// <summary>The addresses of a host in the order in which they are tried.</summary>
        internal IPAddress[] InTurns(IPAddress[] addresses)
        {
            if (addresses == null)
            {
                throw new ArgumentNullException("addresses");
            }

            lock (runner.sync)
            {
                return AddressOrder.Alternate(runner.stack.internet, addresses);
            }
        }

        /// <summary>Of which family a host's addresses must be.</summary>
        internal AddressFamily Family()
        {
            return settings == null || settings.localAddress is null ? AddressFamily.Unspecified : settings.localAddress.AddressFamily;
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

        private static void CheckPort(int port)
        {
            if (port < 1 || port > IPEndPoint.MaxPort)
            {
                throw new ArgumentOutOfRangeException("port");
            }
        }

        // Under the lock.
        private void CheckMayConnect()
        {
            CheckDisposed();
            runner.CheckRunning();
            if (stream != null)
            {
                throw new SocketException(SocketError.IsConnected);
            }

            if (settings != null && settings.race != null)
            {
                throw new SocketException(SocketError.AlreadyInProgress);
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
