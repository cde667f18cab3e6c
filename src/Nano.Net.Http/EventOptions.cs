using System;

namespace Nano.Net.Http
{
    /// <summary>Sizes and settings of an <see cref="EventBroadcaster"/>.</summary>
    public sealed class EventOptions
    {
        /// <summary>Subscribers at once, 1 to 1,024; 2 by default. Each takes one of the server's connections; a further one is answered with 503.</summary>
        public int Subscribers = 2;

        /// <summary>Bytes that the data of an event may have, 32 to 32,768; 416 by default: with its other lines it fits half the stack's default send buffer.</summary>
        public int EventSize = 416;

        /// <summary>Milliseconds after which a client that has lost its connection tries again (the retry field), 100 to 3,600,000; 2,000 by default.</summary>
        public int RetryTime = 2000;

        /// <summary>
        /// Milliseconds without any event after which one named "alive" is sent, without data and id, 1,000 to 3,600,000; 4,000 by
        /// default. A page that hears neither knows soon that the device is gone, and a broken connection is noticed here.
        /// </summary>
        public int HeartbeatTime = 4000;

        /// <summary>Brings back old events for who returns after a broken connection, or null (the default) where there are none.</summary>
        public EventReplay Replay;

        /// <summary>Writes what is told besides, bit by bit, while somebody listens; null (the default) for nothing.</summary>
        public EventFiller Filler;

        /// <summary>Milliseconds from one call of <see cref="Filler"/> to the next, 100 to 3,600,000; 1,000 by default.</summary>
        public int FillerTime = 1000;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            Range.Check(Subscribers, "Subscribers", 1, 1024);
            Range.Check(EventSize, "EventSize", 32, 32768);
            Range.Check(RetryTime, "RetryTime", 100, 3600000);
            Range.Check(HeartbeatTime, "HeartbeatTime", 1000, 3600000);
            Range.Check(FillerTime, "FillerTime", 100, 3600000);
        }
    }
}
