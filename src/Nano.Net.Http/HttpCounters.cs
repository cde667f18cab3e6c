namespace Nano.Net.Http
{
    /// <summary>What an HTTP server has done so far.</summary>
    public sealed class HttpCounters
    {
        /// <summary>Connections accepted and served.</summary>
        public long ConnectionsAccepted { get; internal set; }

        /// <summary>Connections answered with 503, because all were in use.</summary>
        public long ConnectionsRefused { get; internal set; }

        /// <summary>Connections ended to make room for a new one: idle, or with a request that did not come to its end.</summary>
        public long ConnectionsEvicted { get; internal set; }

        /// <summary>Requests whose head was understood.</summary>
        public long Requests { get; internal set; }

        /// <summary>Bytes of header fields that nobody reads, and that were dropped because a request did not fit.</summary>
        public long HeaderBytesDropped { get; internal set; }

        /// <summary>Requests that were refused as malformed, too large or unsupported (400, 411, 413, 414, 417, 421, 431, 501, 505).</summary>
        public long RequestsRefused { get; internal set; }

        /// <summary>Requests without the right credentials where some were asked for (401).</summary>
        public long RequestsUnauthorized { get; internal set; }

        /// <summary>Requests with credentials that came too early after wrong ones (429), and were not checked.</summary>
        public long LoginsDelayed { get; internal set; }

        /// <summary>Requests that took too long to arrive (408).</summary>
        public long RequestsTimedOut { get; internal set; }

        /// <summary>Responses with a status of 200 to 399.</summary>
        public long ResponsesSucceeded { get; internal set; }

        /// <summary>Responses with a status of 400 or more.</summary>
        public long ResponsesFailed { get; internal set; }

        /// <summary>Handlers, bodies, replays of events and listeners to failures that threw an exception, or wrote a piece that was too long.</summary>
        public long HandlerFailures { get; internal set; }

        /// <summary>Responses given up because the client took nothing for too long.</summary>
        public long WritesTimedOut { get; internal set; }

        /// <summary>Events sent to subscribers, one for each.</summary>
        public long EventsSent { get; internal set; }

        /// <summary>Events that were too long, and sent to nobody.</summary>
        public long EventsTooLong { get; internal set; }

        /// <summary>Subscribers dropped because they did not read.</summary>
        public long SubscribersDropped { get; internal set; }

        /// <summary>Writes to streams that found no room, and were dropped.</summary>
        public long StreamWritesDropped { get; internal set; }
    }
}
