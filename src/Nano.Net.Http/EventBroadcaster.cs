using System;
using System.Text;

namespace Nano.Net.Http
{
    /// <summary>
    /// Server-sent events (WHATWG HTML section 9.2): every event is put into words once and goes to all subscribers. One
    /// that has no room for it in its send buffer does not read, and is dropped; it comes back by itself, and with
    /// <see cref="EventOptions.Replay"/> misses nothing.
    /// <code>
    /// EventBroadcaster events = new EventBroadcaster(server, new EventOptions());
    /// server.Map(HttpMethods.Get, "/api/events", events.Subscribe);
    /// server.Start();
    /// ...
    /// events.Publish(id++, "sample", writer => writer.Write(celsius));
    /// </code>
    /// </summary>
    public sealed class EventBroadcaster
    {
        /// <summary>Next broadcaster of the server.</summary>
        internal EventBroadcaster next;

        // Without an id, so that the last one stays; with an empty line of data, or a page would not be told of it (WHATWG
        // HTML section 9.2.6).
        private const string AliveEvent = "event: alive\ndata\n";

        private readonly byte[] heartbeat;

        private readonly object sync = new object();
        private readonly HttpServer server;
        private readonly EventOptions options;
        private readonly ServerEvent text;
        private readonly byte[] retry;

        // Who listens, the id that each has seen last, and who still gets old events.
        private readonly HttpStream[] subscribers;
        private readonly long[] seen;
        private readonly bool[] behind;
        private int count;
        private int countBehind;
        private long latest = -1;
        private long silentSince;
        private long filledAt;
        private bool published;

        /// <summary>Makes one, before the server is started.</summary>
        /// <param name="server">The server.</param>
        /// <param name="options">Sizes and settings; not to be changed any more.</param>
        /// <exception cref="ArgumentException">An option is impossible, also with the stack's send buffer.</exception>
        public EventBroadcaster(HttpServer server, EventOptions options)
        {
            if (server == null)
            {
                throw new ArgumentNullException("server");
            }

            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            this.server = server;
            this.options = options;
            text = new ServerEvent(options.EventSize);
            int room = server.Runner.Stack.SendBufferSize;
            if (text.buffer.Length > room)
            {
                int most = options.EventSize - text.buffer.Length + room;
                throw new ArgumentException("EventSize must not exceed " + most.ToString() + ", for events to fit the stack's SendBufferSize, " + room.ToString());
            }

            heartbeat = Encoding.UTF8.GetBytes(AliveEvent + "\n");

            // The first bytes are an event, too: who sees them knows that events come through whatever is between.
            retry = Encoding.UTF8.GetBytes(AliveEvent + "retry: " + options.RetryTime.ToString() + "\n\n");
            subscribers = new HttpStream[options.Subscribers];
            seen = new long[options.Subscribers];
            behind = new bool[options.Subscribers];
            server.Add(this);
        }

        /// <summary>How many subscribers there are.</summary>
        public int Subscribers
        {
            get { return count; }
        }

        /// <summary>Answers a request with the events from now on, and with those since its Last-Event-ID: a handler for <see cref="HttpServer.Map(HttpMethods, string, HttpHandler)"/>.</summary>
        /// <param name="request">The request.</param>
        /// <param name="response">Its answer.</param>
        public void Subscribe(HttpRequest request, HttpResponse response)
        {
            long last = -1;
            HttpText header = request.FindHeader("Last-Event-ID");
            bool returns = header != null && header.TryGetInt64(out last) && last >= 0;
            lock (sync)
            {
                RemoveClosed();
                int place = 0;
                while (place < subscribers.Length && subscribers[place] != null)
                {
                    place++;
                }

                if (place == subscribers.Length)
                {
                    response.Status = 503;
                    response.AddHeader("Retry-After", "5");
                    response.Write("all subscriptions are in use\n");
                    return;
                }

                response.ContentType = "text/event-stream";
                response.AddHeader("Cache-Control", "no-store");

                // nginx would keep the events until it has some kilobytes of them.
                response.AddHeader("X-Accel-Buffering", "no");
                HttpStream stream = response.OpenStream();
                if (!stream.TryWrite(retry, 0, retry.Length))
                {
                    stream.Close();
                    return;
                }

                // An id from before a restart is not one of these: then everything is new.
                subscribers[place] = stream;
                seen[place] = returns && last <= latest ? last : -1;
                behind[place] = returns && options.Replay != null;
                count++;
                if (behind[place])
                {
                    countBehind++;
                    stream.WatchRoom(true);
                }
                else
                {
                    seen[place] = -1;
                }
            }
        }

        /// <summary>Sends an event to all subscribers. Any thread may call this, and it waits for no client; but not from where the stack is at work, in one of its observers.</summary>
        /// <param name="id">Its id, 0 or more, greater than the one before.</param>
        /// <param name="name">Its name, at most 40 characters of ASCII; null for none.</param>
        /// <param name="data">Writes its data, also where nobody listens.</param>
        /// <returns>False where the data were longer than <see cref="EventOptions.EventSize"/>: nothing was sent.</returns>
        /// <exception cref="ArgumentException">The id is not greater than the one before, the name is none, or the data have a line break: nothing was sent.</exception>
        public bool Publish(long id, string name, EventData data)
        {
            if (data == null)
            {
                throw new ArgumentNullException("data");
            }

            lock (sync)
            {
                if (id <= latest)
                {
                    throw new ArgumentException("the id of an event must be greater than " + latest.ToString() + ", that of the one before, not " + id.ToString());
                }

                // Written also where nobody listens: a mistake shows at once, and not when the first page is opened.
                text.Begin();
                data(text);
                text.Id = id;
                text.Name = name;
                bool fits = text.End();
                latest = id;
                if (!fits)
                {
                    server.Counters.EventsTooLong++;
                    return false;
                }

                if (count == 0)
                {
                    return true;
                }

                published = true;
                for (int i = 0; i < subscribers.Length; i++)
                {
                    if (subscribers[i] != null && !behind[i] && seen[i] < id)
                    {
                        Send(i, text.buffer, text.length, id);
                    }
                }

                return true;
            }
        }

        /// <summary>
        /// Sends an event without an id to the subscribers that have room for it, and for another one behind it. Who has not
        /// misses it, and is told otherwise: by the next sample, say. Any thread may call this, as <see cref="Publish"/>.
        /// </summary>
        /// <param name="name">Its name, at most 40 characters of ASCII; null for none.</param>
        /// <param name="data">Writes its data.</param>
        /// <returns>False where the data were longer than <see cref="EventOptions.EventSize"/>: nothing was sent.</returns>
        public bool Announce(string name, EventData data)
        {
            if (data == null)
            {
                throw new ArgumentNullException("data");
            }

            lock (sync)
            {
                if (count == 0)
                {
                    return true;
                }

                text.Begin();
                data(text);
                text.Id = ServerEvent.NoId;
                text.Name = name;
                return SendToSome();
            }
        }

        /// <summary>Sends old events, heartbeats and fillers that are due.</summary>
        /// <returns>When it wants to be called again.</returns>
        internal long Tick(long now)
        {
            lock (sync)
            {
                if (count == 0)
                {
                    silentSince = now;
                    filledAt = now;
                    return long.MaxValue;
                }

                RemoveClosed();
                if (countBehind > 0)
                {
                    CatchUp();
                }

                if (options.Filler != null && now - filledAt >= options.FillerTime)
                {
                    filledAt = now;
                    Fill();
                }

                if (published)
                {
                    published = false;
                    silentSince = now;
                }

                if (now - silentSince >= options.HeartbeatTime)
                {
                    silentSince = now;
                    for (int i = 0; i < subscribers.Length; i++)
                    {
                        if (subscribers[i] != null && !behind[i])
                        {
                            Send(i, heartbeat, heartbeat.Length, seen[i]);
                        }
                    }
                }

                long next = silentSince + options.HeartbeatTime;
                return options.Filler != null && filledAt + options.FillerTime < next ? filledAt + options.FillerTime : next;
            }
        }

        // Has the next filler written, and sends it.
        private void Fill()
        {
            try
            {
                text.Begin();
                if (options.Filler(text))
                {
                    text.Id = ServerEvent.NoId;
                    SendToSome();
                }
            }
            catch (Exception e)
            {
                server.Counters.HandlerFailures++;
                server.Runner.ReportFault(e, "EventOptions.Filler");
                server.Tell(HttpFailure.HandlerFailed, null, e);
            }
        }

        // Sends what stands in the text to those who have room for it and for the longest event behind it.
        private bool SendToSome()
        {
            if (!text.End())
            {
                server.Counters.EventsTooLong++;
                return false;
            }

            for (int i = 0; i < subscribers.Length; i++)
            {
                if (subscribers[i] != null && !behind[i] && subscribers[i].Room >= text.length + text.buffer.Length)
                {
                    Send(i, text.buffer, text.length, seen[i]);
                    published = true;
                }
            }

            return true;
        }

        // Sends old events to those who have missed them, as long as there is room; who has them all hears the new ones.
        private void CatchUp()
        {
            for (int i = 0; i < subscribers.Length; i++)
            {
                while (subscribers[i] != null && behind[i] && subscribers[i].Room >= text.buffer.Length)
                {
                    if (!TryReplay(i))
                    {
                        behind[i] = false;
                        countBehind--;
                        subscribers[i].WatchRoom(false);
                    }
                }
            }
        }

        // Sends one old event to a subscriber; false where there is none, or where asking for them has failed: then the
        // subscriber misses what is left of them, and hears what comes.
        private bool TryReplay(int i)
        {
            try
            {
                text.Begin();
                if (!options.Replay(seen[i], text))
                {
                    return false;
                }

                if (text.Id <= seen[i])
                {
                    throw new InvalidOperationException("the id of an event must be greater than " + seen[i].ToString() + ", which was seen last, not " + text.Id.ToString());
                }

                if (!text.End())
                {
                    server.Counters.EventsTooLong++;
                    seen[i] = text.Id;
                    return true;
                }
            }
            catch (Exception e)
            {
                server.Counters.HandlerFailures++;
                server.Runner.ReportFault(e, "EventOptions.Replay");
                server.Tell(HttpFailure.HandlerFailed, null, e);
                return false;
            }

            Send(i, text.buffer, text.length, text.Id);
            return true;
        }

        private void Send(int i, byte[] bytes, int length, long id)
        {
            if (subscribers[i].TryWrite(bytes, 0, length))
            {
                if (id != seen[i])
                {
                    seen[i] = id;
                    server.Counters.EventsSent++;
                }

                return;
            }

            if (!subscribers[i].IsClosed)
            {
                server.Counters.SubscribersDropped++;
                subscribers[i].Abort();
            }

            Remove(i);
        }

        private void RemoveClosed()
        {
            for (int i = 0; i < subscribers.Length; i++)
            {
                if (subscribers[i] != null && subscribers[i].IsClosed)
                {
                    Remove(i);
                }
            }
        }

        private void Remove(int i)
        {
            subscribers[i] = null;
            count--;
            if (behind[i])
            {
                behind[i] = false;
                countBehind--;
            }
        }
    }
}
