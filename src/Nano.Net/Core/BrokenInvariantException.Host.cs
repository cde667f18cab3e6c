using System;

namespace Nano.Net.Core
{
    /// <summary>The state of a stack contradicts itself: a fault of the stack, whatever has arrived.</summary>
    internal sealed class BrokenInvariantException : Exception
    {
        internal BrokenInvariantException(string message)
            : base(message)
        {
        }
    }
}
