using System;

namespace Nano.Net.Core
{
    /// <summary>An exception that came out of a part that is not the stack's, and which part that was.</summary>
    internal sealed class Fault
    {
        internal readonly Exception exception;
        internal readonly string part;

        /// <summary>The fault after it.</summary>
        internal Fault next;

        internal Fault(Exception exception, string part)
        {
            this.exception = exception;
            this.part = part;
        }
    }
}
