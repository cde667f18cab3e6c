using System;

namespace Nano.Net
{
    /// <summary>The range of a setting.</summary>
    public static class Range
    {
        /// <summary>Checks that a setting is in its range.</summary>
        /// <param name="value">The setting.</param>
        /// <param name="name">What it is called.</param>
        /// <param name="minimum">The least that it may be.</param>
        /// <param name="maximum">The most that it may be.</param>
        /// <exception cref="ArgumentException">It is out of its range; the message names it, its range and its value.</exception>
        public static void Check(int value, string name, int minimum, int maximum)
        {
            if (value < minimum || value > maximum)
            {
                throw new ArgumentException(name + " must be " + minimum.ToString() + " to " + maximum.ToString() + ", not " + value.ToString());
            }
        }
    }
}
