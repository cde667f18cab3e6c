using System;

namespace Nano.Net.Sockets
{
    // Bytes and datagrams in and out.
    public partial class Socket
    {
        /// <summary>Sends all of a buffer.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <returns>As <see cref="Send(byte[], int, int, SocketFlags)"/>.</returns>
        public int Send(byte[] buffer)
        {
            return Send(buffer, 0, LengthOf(buffer), SocketFlags.None);
        }

        /// <summary>Sends all of a buffer.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <returns>As <see cref="Send(byte[], int, int, SocketFlags)"/>.</returns>
        public int Send(byte[] buffer, SocketFlags socketFlags)
        {
            return Send(buffer, 0, LengthOf(buffer), socketFlags);
        }

        /// <summary>Sends the first bytes of a buffer.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="size">How many.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <returns>As <see cref="Send(byte[], int, int, SocketFlags)"/>.</returns>
        public int Send(byte[] buffer, int size, SocketFlags socketFlags)
        {
            return Send(buffer, 0, size, socketFlags);
        }

        /// <summary>Sends bytes to the peer: all of them, waiting for room; where the socket does not block, as many as there is room for.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="size">How many; of UDP, the length of the datagram.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <returns>How many were sent. They may not have reached the peer.</returns>
        /// <exception cref="SocketException">There is no connection, or it has failed; the <see cref="SendTimeout"/> has passed; or the socket does not block and there is no room (<see cref="SocketError.WouldBlock"/>).</exception>
        public int Send(byte[] buffer, int offset, int size, SocketFlags socketFlags)
        {
            CheckRange(buffer, offset, size);
            CheckFlags(socketFlags, SocketFlags.None);
            CheckOpen();
            return datagrams != null
                ? datagrams.Send(buffer, offset, size, null, Timeout(datagrams.SendTimeout))
                : SendStream(buffer, offset, size);
        }

        /// <summary>Sends all of a buffer as a datagram.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        public int SendTo(byte[] buffer, EndPoint remoteEP)
        {
            return SendTo(buffer, 0, LengthOf(buffer), SocketFlags.None, remoteEP);
        }

        /// <summary>Sends all of a buffer as a datagram.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        public int SendTo(byte[] buffer, SocketFlags socketFlags, EndPoint remoteEP)
        {
            return SendTo(buffer, 0, LengthOf(buffer), socketFlags, remoteEP);
        }

        /// <summary>Sends the first bytes of a buffer as a datagram.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="size">Its length.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        public int SendTo(byte[] buffer, int size, SocketFlags socketFlags, EndPoint remoteEP)
        {
            return SendTo(buffer, 0, size, socketFlags, remoteEP);
        }

        /// <summary>Sends a datagram. One without a port gets one. A connection sends to its peer, whoever is named.</summary>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="size">Its length.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        /// <exception cref="SocketException">It cannot be sent, as <see cref="UdpClient.Send(byte[], int, IPEndPoint)"/> says; the socket does not block and the link device is busy (<see cref="SocketError.WouldBlock"/>).</exception>
        public int SendTo(byte[] buffer, int offset, int size, SocketFlags socketFlags, EndPoint remoteEP)
        {
            CheckRange(buffer, offset, size);
            CheckFlags(socketFlags, SocketFlags.None);
            IPEndPoint remote = Check(remoteEP, "remoteEP");
            CheckOpen();
            return datagrams != null
                ? datagrams.Send(buffer, offset, size, remote, Timeout(datagrams.SendTimeout))
                : SendStream(buffer, offset, size);
        }

        /// <summary>Receives into a whole buffer.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <returns>As <see cref="Receive(byte[], int, int, SocketFlags)"/>.</returns>
        public int Receive(byte[] buffer)
        {
            return Receive(buffer, 0, LengthOf(buffer), SocketFlags.None);
        }

        /// <summary>Receives into a whole buffer.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <returns>As <see cref="Receive(byte[], int, int, SocketFlags)"/>.</returns>
        public int Receive(byte[] buffer, SocketFlags socketFlags)
        {
            return Receive(buffer, 0, LengthOf(buffer), socketFlags);
        }

        /// <summary>Receives into the beginning of a buffer.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="size">Most bytes to receive.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <returns>As <see cref="Receive(byte[], int, int, SocketFlags)"/>.</returns>
        public int Receive(byte[] buffer, int size, SocketFlags socketFlags)
        {
            return Receive(buffer, 0, size, socketFlags);
        }

        /// <summary>Receives what has arrived, waiting until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="size">Most bytes to receive.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <returns>Bytes received; of a connection, 0 where the peer sends no more.</returns>
        /// <exception cref="SocketException">There is no connection, or it has failed; the <see cref="ReceiveTimeout"/> has passed; the datagram was longer than <paramref name="size"/> (<see cref="SocketError.MessageSize"/>; the rest is lost); or the socket does not block and nothing has arrived (<see cref="SocketError.WouldBlock"/>).</exception>
        public int Receive(byte[] buffer, int offset, int size, SocketFlags socketFlags)
        {
            CheckRange(buffer, offset, size);
            CheckFlags(socketFlags, SocketFlags.Peek);
            CheckOpen();
            if (datagrams == null)
            {
                return ReceiveStream(buffer, offset, size, socketFlags == SocketFlags.Peek);
            }

            if (datagrams.endpoint.localPort == 0)
            {
                throw new SocketException(SocketError.InvalidArgument);
            }

            return datagrams.Receive(ref buffer, offset, size, socketFlags == SocketFlags.Peek, Timeout(datagrams.ReceiveTimeout), ref sender);
        }

        /// <summary>Receives a datagram into a whole buffer.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="remoteEP">An end point; who sent it, afterwards.</param>
        /// <returns>As <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>.</returns>
        public int ReceiveFrom(byte[] buffer, ref EndPoint remoteEP)
        {
            return ReceiveFrom(buffer, 0, LengthOf(buffer), SocketFlags.None, ref remoteEP);
        }

        /// <summary>Receives a datagram into a whole buffer.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="remoteEP">An end point; who sent it, afterwards.</param>
        /// <returns>As <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>.</returns>
        public int ReceiveFrom(byte[] buffer, SocketFlags socketFlags, ref EndPoint remoteEP)
        {
            return ReceiveFrom(buffer, 0, LengthOf(buffer), socketFlags, ref remoteEP);
        }

        /// <summary>Receives a datagram into the beginning of a buffer.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="size">Room for it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="remoteEP">An end point; who sent it, afterwards.</param>
        /// <returns>As <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>.</returns>
        public int ReceiveFrom(byte[] buffer, int size, SocketFlags socketFlags, ref EndPoint remoteEP)
        {
            return ReceiveFrom(buffer, 0, size, socketFlags, ref remoteEP);
        }

        /// <summary>Receives a datagram and tells who sent it. A connection receives what its peer has sent.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of its first byte there.</param>
        /// <param name="size">Room for it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="remoteEP">An end point; who sent it, afterwards. Replaced only where it is somebody else, so that a conversation allocates nothing.</param>
        /// <returns>Its length.</returns>
        /// <exception cref="InvalidOperationException">A socket of UDP has no port: nobody can send to it.</exception>
        /// <exception cref="SocketException">As <see cref="Receive(byte[], int, int, SocketFlags)"/> says.</exception>
        public int ReceiveFrom(byte[] buffer, int offset, int size, SocketFlags socketFlags, ref EndPoint remoteEP)
        {
            CheckRange(buffer, offset, size);
            CheckFlags(socketFlags, SocketFlags.Peek);
            IPEndPoint from = Check(remoteEP, "remoteEP");
            CheckOpen();
            if (datagrams == null)
            {
                int read = ReceiveStream(buffer, offset, size, socketFlags == SocketFlags.Peek);
                remoteEP = Shown(client.RemoteEndPoint);
                return read;
            }

            if (datagrams.endpoint.localPort == 0)
            {
                throw new InvalidOperationException("no port; call Bind, Connect or SendTo first");
            }

            try
            {
                return datagrams.Receive(ref buffer, offset, size, socketFlags == SocketFlags.Peek, Timeout(datagrams.ReceiveTimeout), ref from);
            }
            finally
            {
                // Also of a datagram that was too long.
                remoteEP = from;
            }
        }

        private static int LengthOf(byte[] buffer)
        {
            if (buffer == null)
            {
                throw new ArgumentNullException("buffer");
            }

            return buffer.Length;
        }

        private static void CheckRange(byte[] buffer, int offset, int size)
        {
            if (offset < 0 || offset > LengthOf(buffer))
            {
                throw new ArgumentOutOfRangeException("offset");
            }

            if (size < 0 || size > buffer.Length - offset)
            {
                throw new ArgumentOutOfRangeException("size");
            }
        }

        private static void CheckFlags(SocketFlags given, SocketFlags known)
        {
            if ((given & ~known) != 0)
            {
                throw new SocketException(SocketError.OperationNotSupported);
            }
        }

        // The time-out of a call.
        private int Timeout(int set)
        {
            return Blocking ? set : UdpClient.NoWait;
        }

        private NetworkStream Stream()
        {
            NetworkStream stream = client == null ? null : client.stream;
            if (stream == null)
            {
                throw new SocketException(SocketError.NotConnected);
            }

            return stream;
        }

        private int SendStream(byte[] buffer, int offset, int size)
        {
            NetworkStream stream = Stream();
            INonBlockingStream tries = stream;
            int timeout = Timeout(client.SendTimeout);
            int sent = 0;
            while (true)
            {
                int taken = tries.TryWrite(buffer, offset + sent, size - sent, false);
                if (taken == StreamResult.Failed)
                {
                    throw stream.Reason();
                }

                sent += taken < 0 ? 0 : taken;
                if (sent == size || (sent > 0 && timeout == UdpClient.NoWait))
                {
                    return sent;
                }

                Wait(stream, SelectMode.SelectWrite, runner.Now(), timeout);
            }
        }

        private int ReceiveStream(byte[] buffer, int offset, int size, bool peek)
        {
            NetworkStream stream = Stream();
            INonBlockingStream tries = stream;
            int timeout = Timeout(client.ReceiveTimeout);
            long since = runner.Now();
            while (size > 0)
            {
                int read = peek ? tries.TryPeek(buffer, offset, size) : tries.TryRead(buffer, offset, size);
                if (read == StreamResult.Failed)
                {
                    throw stream.Reason();
                }

                if (read >= 0)
                {
                    return read;
                }

                Wait(stream, SelectMode.SelectRead, since, timeout);
            }

            return 0;
        }

        private static void Wait(NetworkStream stream, SelectMode mode, long since, int timeout)
        {
            if (!stream.WaitUntil(mode, since, timeout))
            {
                throw new SocketException(timeout == UdpClient.NoWait ? SocketError.WouldBlock : SocketError.TimedOut);
            }
        }
    }
}
