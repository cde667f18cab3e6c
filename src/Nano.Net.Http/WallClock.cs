using System;

namespace Nano.Net.Http
{
    /// <summary>Says what time it is, where that is known.</summary>
    /// <param name="utc">The time, UTC.</param>
    /// <returns>False where it is not known (yet).</returns>
    public delegate bool WallClock(out DateTime utc);
}
