using System;

namespace Nano.Boards
{
    /// <summary>The managed heap is too small for a program: the message says how much it needs, and how much is free.</summary>
    public sealed class TooLittleHeapException : Exception
    {
        /// <summary>Makes one.</summary>
        /// <param name="message">What there is to say.</param>
        public TooLittleHeapException(string message)
            : base(message)
        {
        }
    }
}
