using NanoException = Nano.Net.Sockets.SocketException;

namespace System.Net.Sockets
{
    /// <summary>A socket call failed.</summary>
    /// <remarks>Libraries compare the type: no call of this assembly throws that of <c>Nano.Net.Sockets</c>.</remarks>
    public class SocketException : Exception
    {
        private readonly int errorCode;

        /// <summary>Makes one.</summary>
        /// <param name="errorCode">Why.</param>
        public SocketException(SocketError errorCode)
        {
            this.errorCode = (int)errorCode;
        }

        private SocketException(NanoException cause)
            : base(cause.Message, cause)
        {
            errorCode = cause.ErrorCode;
        }

        /// <summary>Why, as a number of <see cref="SocketError"/>.</summary>
        public int ErrorCode
        {
            get { return errorCode; }
        }

        /// <summary>The exception that a caller of this assembly gets.</summary>
        internal static SocketException Of(NanoException cause)
        {
            return new SocketException(cause);
        }
    }
}
