using System;
using Nano.Net.Sockets;

namespace Nano.Net
{
    /// <summary>Where something on a network is found, as <c>System.Net.EndPoint</c> has it.</summary>
    public abstract class EndPoint
    {
        /// <summary>The family of the address.</summary>
        /// <exception cref="NotImplementedException">The type has none.</exception>
        public virtual AddressFamily AddressFamily
        {
            get { throw new NotImplementedException(); }
        }

        /// <summary>The end point as bytes.</summary>
        /// <exception cref="NotImplementedException">The type has no such form.</exception>
        public virtual SocketAddress Serialize()
        {
            throw new NotImplementedException();
        }

        /// <summary>Makes an end point of this type of its bytes.</summary>
        /// <param name="socketAddress">What <see cref="Serialize"/> gave.</param>
        /// <exception cref="NotImplementedException">The type has no such form.</exception>
        public virtual EndPoint Create(SocketAddress socketAddress)
        {
            throw new NotImplementedException();
        }
    }
}
