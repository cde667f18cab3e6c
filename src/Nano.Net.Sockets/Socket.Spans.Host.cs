using System;

namespace Nano.Net.Sockets
{
    // What only .NET has: spans, and errors that are told instead of thrown. The stack copies from and to arrays, so a span takes
    // a detour through one.
    public partial class Socket
    {
        /// <summary>Waits until a call would not wait (<see cref="Poll(int, SelectMode)"/>).</summary>
        /// <param name="timeout">For how long at most; less than 0 for ever.</param>
        /// <param name="mode">Which call.</param>
        /// <exception cref="ArgumentOutOfRangeException">It is longer than 2,147,483,647 microseconds.</exception>
        public bool Poll(TimeSpan timeout, SelectMode mode)
        {
            double microSeconds = timeout < TimeSpan.Zero ? -1 : timeout.TotalMicroseconds;
            if (microSeconds > int.MaxValue)
            {
                throw new ArgumentOutOfRangeException(nameof(timeout));
            }

            return Poll((int)microSeconds, mode);
        }

        /// <summary>Sends bytes, as <see cref="Send(byte[], int, int, SocketFlags)"/> does.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <returns>How many were sent.</returns>
        public int Send(ReadOnlySpan<byte> buffer)
        {
            return Send(buffer, SocketFlags.None);
        }

        /// <summary>Sends bytes, as <see cref="Send(byte[], int, int, SocketFlags)"/> does.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <returns>How many were sent.</returns>
        public int Send(ReadOnlySpan<byte> buffer, SocketFlags socketFlags)
        {
            return Send(buffer.ToArray(), socketFlags);
        }

        /// <summary>Sends bytes, and tells an error instead of throwing it.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="errorCode">The error.</param>
        /// <returns>How many were sent; 0 with an error.</returns>
        public int Send(ReadOnlySpan<byte> buffer, SocketFlags socketFlags, out SocketError errorCode)
        {
            return Send(buffer.ToArray(), 0, buffer.Length, socketFlags, out errorCode);
        }

        /// <summary>Sends bytes, and tells an error instead of throwing it.</summary>
        /// <param name="buffer">The bytes.</param>
        /// <param name="offset">Index of the first.</param>
        /// <param name="size">How many.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="errorCode">The error.</param>
        /// <returns>How many were sent; 0 with an error.</returns>
        public int Send(byte[] buffer, int offset, int size, SocketFlags socketFlags, out SocketError errorCode)
        {
            try
            {
                errorCode = SocketError.Success;
                return Send(buffer, offset, size, socketFlags);
            }
            catch (SocketException e)
            {
                errorCode = e.SocketErrorCode;
                return 0;
            }
        }

        /// <summary>Sends a datagram, as <see cref="SendTo(byte[], int, int, SocketFlags, EndPoint)"/> does.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        public int SendTo(ReadOnlySpan<byte> buffer, EndPoint remoteEP)
        {
            return SendTo(buffer, SocketFlags.None, remoteEP);
        }

        /// <summary>Sends a datagram, as <see cref="SendTo(byte[], int, int, SocketFlags, EndPoint)"/> does.</summary>
        /// <param name="buffer">The datagram.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/>.</param>
        /// <param name="remoteEP">An <see cref="IPEndPoint"/>: where to.</param>
        /// <returns>Its length.</returns>
        public int SendTo(ReadOnlySpan<byte> buffer, SocketFlags socketFlags, EndPoint remoteEP)
        {
            return SendTo(buffer.ToArray(), socketFlags, remoteEP);
        }

        /// <summary>Receives what has arrived, as <see cref="Receive(byte[], int, int, SocketFlags)"/> does.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <returns>Bytes received.</returns>
        public int Receive(Span<byte> buffer)
        {
            return Receive(buffer, SocketFlags.None);
        }

        /// <summary>Receives what has arrived, as <see cref="Receive(byte[], int, int, SocketFlags)"/> does.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <returns>Bytes received.</returns>
        public int Receive(Span<byte> buffer, SocketFlags socketFlags)
        {
            var bytes = new byte[buffer.Length];
            int received = Receive(bytes, socketFlags);
            bytes.AsSpan(0, received).CopyTo(buffer);
            return received;
        }

        /// <summary>Receives what has arrived, and tells an error instead of throwing it.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="errorCode">The error.</param>
        /// <returns>Bytes received; 0 with an error.</returns>
        public int Receive(Span<byte> buffer, SocketFlags socketFlags, out SocketError errorCode)
        {
            var bytes = new byte[buffer.Length];
            int received = Receive(bytes, 0, bytes.Length, socketFlags, out errorCode);
            bytes.AsSpan(0, received).CopyTo(buffer);
            return received;
        }

        /// <summary>Receives what has arrived, and tells an error instead of throwing it.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index of the first byte.</param>
        /// <param name="size">Most bytes to receive.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="errorCode">The error.</param>
        /// <returns>Bytes received; 0 with an error.</returns>
        public int Receive(byte[] buffer, int offset, int size, SocketFlags socketFlags, out SocketError errorCode)
        {
            try
            {
                errorCode = SocketError.Success;
                return Receive(buffer, offset, size, socketFlags);
            }
            catch (SocketException e)
            {
                errorCode = e.SocketErrorCode;
                return 0;
            }
        }

        /// <summary>Receives a datagram, as <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/> does.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="remoteEP">An end point; who sent it, afterwards.</param>
        /// <returns>Its length.</returns>
        public int ReceiveFrom(Span<byte> buffer, ref EndPoint remoteEP)
        {
            return ReceiveFrom(buffer, SocketFlags.None, ref remoteEP);
        }

        /// <summary>Receives a datagram, as <see cref="ReceiveFrom(byte[], int, int, SocketFlags, ref EndPoint)"/> does.</summary>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="socketFlags"><see cref="SocketFlags.None"/> or <see cref="SocketFlags.Peek"/>.</param>
        /// <param name="remoteEP">An end point; who sent it, afterwards.</param>
        /// <returns>Its length.</returns>
        public int ReceiveFrom(Span<byte> buffer, SocketFlags socketFlags, ref EndPoint remoteEP)
        {
            var bytes = new byte[buffer.Length];
            int received = ReceiveFrom(bytes, socketFlags, ref remoteEP);
            bytes.AsSpan(0, received).CopyTo(buffer);
            return received;
        }
    }
}
