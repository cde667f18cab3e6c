namespace Nano.Net.Http
{
    /// <summary>What an HTTP server has done so far.</summary>
    public sealed class HttpCounters
    {
        /// <summary>Connections accepted and served.</summary>
        public long ConnectionsAccepted;

        /// <summary>Connections answered with 503, because all were in use.</summary>
        public long ConnectionsRefused;

        /// <summary>Connections ended to make room for a new one: idle, or with a request that did not come to its end.</summary>
        public long ConnectionsEvicted;

        /// <summary>Requests whose head was understood.</summary>
        public long Requests;

        /// <summary>Requests that were refused as malformed, too large or unsupported (400, 411, 413, 414, 417, 421, 431, 501, 505).</summary>
        public long RequestsRefused;

        /// <summary>Requests without the right token where one was asked for (401).</summary>
        public long RequestsUnauthorized;

        /// <summary>Requests that took too long to arrive (408).</summary>
        public long RequestsTimedOut;

        /// <summary>Responses with a status of 200 to 399.</summary>
        public long ResponsesSucceeded;

        /// <summary>Responses with a status of 400 or more.</summary>
        public long ResponsesFailed;

        /// <summary>Handlers, bodies and replays of events that threw an exception, or wrote a piece that was too long.</summary>
        public long HandlerFailures;

        /// <summary>Responses given up because the client took nothing for too long.</summary>
        public long WritesTimedOut;

        /// <summary>Events sent to subscribers, one for each.</summary>
        public long EventsSent;

        /// <summary>Events that were too long, and sent to nobody.</summary>
        public long EventsTooLong;

        /// <summary>Subscribers dropped because they did not read.</summary>
        public long SubscribersDropped;

        /// <summary>Writes to streams that found no room, and were dropped.</summary>
        public long StreamWritesDropped;
    }
}
