using NanoException = Nano.Net.Sockets.SocketException;
using NanoFlags = Nano.Net.Sockets.SocketFlags;

namespace System.Net.Sockets
{
    public partial class Socket
    {
        /// <inheritdoc cref="Send(byte[], int, int, SocketFlags)"/>
        public int Send(byte[] buffer)
        {
            return Send(buffer, 0, LengthOf(buffer), SocketFlags.None);
        }

        /// <inheritdoc cref="Send(byte[], int, int, SocketFlags)"/>
        public int Send(byte[] buffer, SocketFlags socketFlags)
        {
            return Send(buffer, 0, LengthOf(buffer), socketFlags);
        }

        /// <inheritdoc cref="Send(byte[], int, int, SocketFlags)"/>
        public int Send(byte[] buffer, int size, SocketFlags socketFlags)
        {
            return Send(buffer, 0, size, socketFlags);
        }

        /// <summary>Sends to the peer.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="size">How many.</param>
        /// <param name="socketFlags">How.</param>
        /// <returns>How many were taken.</returns>
        /// <exception cref="SocketException">The connection has failed, or the time-out has passed.</exception>
        public int Send(byte[] buffer, int offset, int size, SocketFlags socketFlags)
        {
            try
            {
                return inner.Send(buffer, offset, size, (NanoFlags)(int)socketFlags);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <inheritdoc cref="SendTo(byte[], int, int, SocketFlags, EndPoint)"/>
        public int SendTo(byte[] buffer, EndPoint remoteEP)
        {
            return SendTo(buffer, 0, LengthOf(buffer), SocketFlags.None, remoteEP);
        }

        /// <inheritdoc cref="SendTo(byte[], int, int, SocketFlags, EndPoint)"/>
        public int SendTo(byte[] buffer, SocketFlags socketFlags, EndPoint remoteEP)
        {
            return SendTo(buffer, 0, LengthOf(buffer), socketFlags, remoteEP);
        }

        /// <inheritdoc cref="SendTo(byte[], int, int, SocketFlags, EndPoint)"/>
        public int SendTo(byte[] buffer, int size, SocketFlags socketFlags, EndPoint remoteEP)
        {
            return SendTo(buffer, 0, size, socketFlags, remoteEP);
        }

        /// <summary>Sends a datagram.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="size">How many.</param>
        /// <param name="socketFlags">How.</param>
        /// <param name="remoteEP">To whom.</param>
        /// <returns>How many were sent.</returns>
        /// <exception cref="SocketException">It cannot be sent.</exception>
        public int SendTo(byte[] buffer, int offset, int size, SocketFlags socketFlags, EndPoint remoteEP)
        {
            try
            {
                return inner.SendTo(buffer, offset, size, (NanoFlags)(int)socketFlags, IPEndPoint.Convert(remoteEP));
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <inheritdoc cref="Receive(byte[], int, int, SocketFlags)"/>
        public int Receive(byte[] buffer)
        {
            return Receive(buffer, 0, LengthOf(buffer), SocketFlags.None);
        }

        /// <inheritdoc cref="Receive(byte[], int, int, SocketFlags)"/>
        public int Receive(byte[] buffer, SocketFlags socketFlags)
        {
            return Receive(buffer, 0, LengthOf(buffer), socketFlags);
        }

        /// <inheritdoc cref="Receive(byte[], int, int, SocketFlags)"/>
        public int Receive(byte[] buffer, int size, SocketFlags socketFlags)
        {
            return Receive(buffer, 0, size, socketFlags);
        }

        /// <summary>Receives what has arrived, waiting until something has.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="size">Most bytes to receive.</param>
        /// <param name="socketFlags">How.</param>
        /// <returns>Bytes received; 0 where the peer sends no more.</returns>
        /// <exception cref="SocketException">The connection has failed, or the time-out has passed.</exception>
        public int Receive(byte[] buffer, int offset, int size, SocketFlags socketFlags)
        {
            try
            {
                return inner.Receive(buffer, offset, size, (NanoFlags)(int)socketFlags);
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        /// <inheritdoc cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>
        public int ReceiveFrom(byte[] buffer, ref EndPoint remoteEP)
        {
            return ReceiveFrom(buffer, 0, LengthOf(buffer), SocketFlags.None, ref remoteEP);
        }

        /// <inheritdoc cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>
        public int ReceiveFrom(byte[] buffer, SocketFlags socketFlags, ref EndPoint remoteEP)
        {
            return ReceiveFrom(buffer, 0, LengthOf(buffer), socketFlags, ref remoteEP);
        }

        /// <inheritdoc cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/>
        public int ReceiveFrom(byte[] buffer, int size, SocketFlags socketFlags, ref EndPoint remoteEP)
        {
            return ReceiveFrom(buffer, 0, size, socketFlags, ref remoteEP);
        }

        /// <summary>Receives a datagram, waiting for it.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="size">Most bytes to receive.</param>
        /// <param name="socketFlags">How.</param>
        /// <param name="remoteEP">Who has sent it.</param>
        /// <returns>Bytes received.</returns>
        /// <exception cref="SocketException">The time-out has passed, or the socket was closed.</exception>
        public int ReceiveFrom(byte[] buffer, int offset, int size, SocketFlags socketFlags, ref EndPoint remoteEP)
        {
            Nano.Net.EndPoint sender = IPEndPoint.Convert(remoteEP);
            try
            {
                int received = inner.ReceiveFrom(buffer, offset, size, (NanoFlags)(int)socketFlags, ref sender);
                remoteEP = IPEndPoint.Convert(sender);
                return received;
            }
            catch (NanoException e)
            {
                throw SocketException.Of(e);
            }
        }

        private static int LengthOf(byte[] buffer)
        {
            return buffer == null ? 0 : buffer.Length;
        }
    }
}
