using System;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>The time of day, as those want it who show it.</summary>
    public sealed class TimeOfDay
    {
        private readonly SntpClient client;
        private readonly IClock clock;

        /// <summary>Makes it.</summary>
        /// <param name="board">Keeps the time.</param>
        public TimeOfDay(Board board)
        {
            client = board.Network.Sntp;
            clock = board.Runner.Clock;
        }

        /// <summary>Says what time it is.</summary>
        /// <param name="utc">The time, UTC.</param>
        /// <returns>False where it is not known yet.</returns>
        public bool TryGet(out DateTime utc)
        {
            bool isKnown = client.IsSynchronized;
            utc = isKnown ? client.UtcNow : DateTime.UnixEpoch;
            return isKnown;
        }

        /// <summary>Milliseconds since 1970-01-01; while the time is not known, those of the stack's clock.</summary>
        public long ReadMilliseconds()
        {
            return client.IsSynchronized ? client.UnixMilliseconds : clock.Milliseconds;
        }

        /// <summary>Milliseconds since 1970-01-01, for a reading; it is unavailable while the time is not known.</summary>
        public long ReadTime()
        {
            return client.IsSynchronized ? client.UnixMilliseconds : Reading.Unavailable;
        }
    }
}
