using System;

namespace Nano.Net.Cryptography
{
    /// <summary>The check of a part of an array, written once.</summary>
    internal static class ByteRange
    {
        /// <summary>Checks that a range lies within an array.</summary>
        internal static void Check(byte[] buffer, string name, int offset, int count)
        {
            if (buffer == null)
            {
                throw new ArgumentNullException(name);
            }

            if (offset < 0 || count < 0 || offset > buffer.Length - count)
            {
                throw new ArgumentOutOfRangeException(name);
            }
        }
    }
}
