namespace System.Net
{
    /// <summary>One end of a communication.</summary>
    public abstract class EndPoint
    {
        /// <summary>The end point as bytes.</summary>
        public abstract SocketAddress Serialize();

        /// <summary>Makes an end point of this kind.</summary>
        /// <param name="socketAddress">Its bytes.</param>
        public abstract EndPoint Create(SocketAddress socketAddress);
    }
}
