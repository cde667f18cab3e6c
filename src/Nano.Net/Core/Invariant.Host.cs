using System;

namespace Nano.Net.Core
{
    /// <summary>
    /// What must hold of a type's state at any time stands in its <c>CheckInvariants</c>, in a file of its own. Nothing in the
    /// stack calls these: tests, the simulation and the fuzzer do after every step. Who calls one defines
    /// <see cref="Symbol"/>, or the compiler leaves the call out. The device has none of it.
    /// </summary>
    internal static class Invariant
    {
        /// <summary>The symbol with which the calls are compiled.</summary>
        internal const string Symbol = "CHECKED";

        /// <summary>Throws where something does not hold.</summary>
        /// <param name="holds">Whether it does.</param>
        /// <param name="message">What is wrong where it does not.</param>
        internal static void Require(bool holds, string message)
        {
            if (!holds)
            {
                throw new InvalidOperationException(message);
            }
        }
    }
}
