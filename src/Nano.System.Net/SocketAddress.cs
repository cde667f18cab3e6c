using System.Net.Sockets;
using NanoSocketAddress = Nano.Net.SocketAddress;

namespace System.Net
{
    /// <summary>An end point as bytes: the family in the first two, the lower one first.</summary>
    public class SocketAddress
    {
        /// <summary>Makes one of zeros.</summary>
        /// <param name="family">The family.</param>
        /// <param name="size">How many bytes.</param>
        public SocketAddress(AddressFamily family, int size)
            : this(new NanoSocketAddress((Nano.Net.Sockets.AddressFamily)(int)family, size))
        {
        }

        internal SocketAddress(NanoSocketAddress inner)
        {
            Inner = inner;
        }

        /// <summary>The bytes as the stack has them.</summary>
        internal NanoSocketAddress Inner { get; }

        /// <summary>The family.</summary>
        public AddressFamily Family
        {
            get { return (AddressFamily)(int)Inner.Family; }
        }

        /// <summary>How many bytes.</summary>
        public int Size
        {
            get { return Inner.Size; }
        }

        /// <summary>A byte.</summary>
        /// <param name="offset">Its index.</param>
        public byte this[int offset]
        {
            get { return Inner[offset]; }
            set { Inner[offset] = value; }
        }

        /// <inheritdoc/>
        public override bool Equals(object obj)
        {
            SocketAddress other = obj as SocketAddress;
            return other != null && Inner.Equals(other.Inner);
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            return Inner.GetHashCode();
        }
    }
}
