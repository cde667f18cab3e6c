using System;
using System.IO;

namespace Nano.Net.Sockets
{
    public partial class NetworkStream
    {
        /// <summary>Not supported.</summary>
        public override long Length
        {
            get { throw new NotSupportedException(); }
        }

        // As System.Net.Sockets.NetworkStream does it: a stream fails as streams do, and the reason is inside.
        private static Exception Failure(SocketException reason)
        {
            return new IOException("the connection failed: " + reason.Message, reason);
        }
    }
}
