using System;
using System.Threading;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    // How connections are accepted, and have their turns. Reading is in .Requests.cs, sending and ending in .Responses.cs.
    public sealed partial class HttpServer
    {
        // Milliseconds for which a client may go on sending after this side has closed, or was sent away.
        private const int LingerTime = 2000;
        private const int RefusalTime = 500;

        // Steps that one connection may do while others wait.
        private const int Turns = 16;

        private const long Never = long.MaxValue;

        // Since when somebody waits for a place; Never where nobody does.
        private long fullSince = Never;

        // Something may have happened to a connection that was looked at already.
        private bool lookAgain;

        /// <summary>Does what can be done.</summary>
        /// <returns>Milliseconds until there is something to do again, unless <see cref="readiness"/> is set before; <see cref="Timeout.Infinite"/> for nothing.</returns>
        internal int Step()
        {
            long now = clock.Milliseconds;
            lookAgain = false;
            long next = TryAccept(now);
            for (int i = 0; i < connections.Length; i++)
            {
                HttpConnection connection = connections[i];
                if (connection.state == HttpConnection.Free)
                {
                    continue;
                }

                bool ready = connection.stream.TakeReady();
                if (ready || connection.Unfinished || (connection.pushed != null && connection.pushed.needsAttention))
                {
                    Attempt(connection, now, false);
                }

                if (connection.deadline <= now && connection.state != HttpConnection.Free)
                {
                    Attempt(connection, now, true);
                }

                if (connection.state != HttpConnection.Free)
                {
                    if (connection.deadline < next)
                    {
                        next = connection.deadline;
                    }
                }
                else if (fullSince != Never)
                {
                    lookAgain = true;
                }
            }

            for (EventBroadcaster broadcaster = firstBroadcaster; broadcaster != null; broadcaster = broadcaster.next)
            {
                long due = broadcaster.Tick(now);
                if (due < next)
                {
                    next = due;
                }
            }

            if (lookAgain)
            {
                return 0;
            }

            long pause = next - now;
            return next == Never ? Timeout.Infinite : pause < 0 ? 0 : pause > int.MaxValue ? int.MaxValue : (int)pause;
        }

        /// <summary>
        /// Puts bytes into the send buffer. Where it is full, which only a handler brings about that writes more at once than
        /// fits, this waits for the client, and everybody else with it, but no longer than the write time-out.
        /// </summary>
        internal void Send(HttpConnection connection, byte[] buffer, int offset, int count, bool hold)
        {
            long until = Never;
            while (!connection.Failed)
            {
                int taken = connection.stream.TryWrite(buffer, offset, count, hold);
                if (taken == StreamResult.Failed)
                {
                    connection.Failed = true;
                    return;
                }

                if (taken > 0)
                {
                    offset += taken;
                    count -= taken;
                }

                if (count == 0)
                {
                    return;
                }

                long now = clock.Milliseconds;
                if (until == Never)
                {
                    until = now + options.WriteTimeout;
                    connection.stream.Flush();
                    connection.stream.WantsRoom = true;
                    lookAgain = true;
                    continue;
                }

                if (now >= until || stopping)
                {
                    Counters.WritesTimedOut++;
                    Tell(HttpFailure.WriteTimedOut, connection.client, null);
                    connection.Failed = true;
                    return;
                }

                readiness.Wait((int)(until - now));
            }
        }

        // The stack may have been ended meanwhile: then there is nobody to let in any more.
        private long TryAccept(long now)
        {
            try
            {
                return Accept(now);
            }
            catch (InvalidOperationException e)
            {
                Tell(HttpFailure.ServerFailed, null, e);
                return Never;
            }
            catch (SocketException e)
            {
                Tell(HttpFailure.ServerFailed, null, e);
                return Never;
            }
        }

        // Lets in who waits, as long as there are places; makes room, or sends away, when it has waited long enough.
        private long Accept(long now)
        {
            while (listener.Active && listener.Pending())
            {
                HttpConnection place = null;
                if (ActiveConnections < options.Connections)
                {
                    place = FindFree();
                }
                else
                {
                    long possible;
                    place = FindVictim(now, out possible);
                    if (place != null)
                    {
                        Counters.ConnectionsEvicted++;
                        Abort(place);
                    }
                    else
                    {
                        if (fullSince == Never)
                        {
                            fullSince = now;
                        }

                        long refusal = fullSince + options.GraceTime;
                        if (refusal > now)
                        {
                            return possible < refusal ? possible : refusal;
                        }

                        if (connections[options.Connections].state != HttpConnection.Free)
                        {
                            return Never;
                        }

                        Refuse(listener.AcceptTcpClient(), now);
                        continue;
                    }
                }

                fullSince = Never;
                ActiveConnections++;
                Counters.ConnectionsAccepted++;
                place.Open(listener.AcceptTcpClient(), readiness);
                place.BecomeIdle(now, options.IdleTimeout);
            }

            fullSince = Never;
            return Never;
        }

        private HttpConnection FindFree()
        {
            int i = 0;
            while (connections[i].state != HttpConnection.Free)
            {
                i++;
            }

            return connections[i];
        }

        // Who may be ended for the sake of another: who has been idle longest; else whose request has taken longest; else
        // who has not taken anything of its response for very long. Those that stream are never ended.
        private HttpConnection FindVictim(long now, out long possible)
        {
            HttpConnection victim = null;
            int rank = 0;
            possible = Never;
            for (int i = 0; i < options.Connections; i++)
            {
                HttpConnection connection = connections[i];
                int itsRank;
                long due = connection.since + options.GraceTime;
                switch (connection.state)
                {
                    case HttpConnection.Draining:
                        itsRank = 4;
                        break;
                    case HttpConnection.Reading:
                        itsRank = connection.InRequest ? 2 : 3;
                        break;
                    case HttpConnection.Sending:
                        itsRank = 1;
                        due = connection.stream.ProgressAt + (4 * options.GraceTime);
                        break;
                    default:
                        continue;
                }

                if (due > now)
                {
                    possible = due < possible ? due : possible;
                }
                else if (itsRank > rank || (itsRank == rank && connection.since < victim.since))
                {
                    victim = connection;
                    rank = itsRank;
                }
            }

            return victim;
        }

        private void Refuse(TcpClient client, long now)
        {
            HttpConnection connection = connections[options.Connections];
            Counters.ConnectionsRefused++;
            connection.Open(client, readiness);
            Tell(HttpFailure.ConnectionRefused, client, null);
            connection.KeepAlive = false;
            response.Begin(connection, false, false);
            response.Status = HttpFailureStatus.Of(HttpFailure.ConnectionRefused);
            response.AddHeader("Retry-After", "1");
            response.Write("all connections are in use\n");
            response.Finish();
            EndResponse(connection, now);
            connection.deadline = now + RefusalTime;
        }

        // Whatever goes wrong with one connection ends only that.
        private void Attempt(HttpConnection connection, long now, bool late)
        {
            try
            {
                if (late)
                {
                    OnDeadline(connection, now);
                }
                else
                {
                    Process(connection, now);
                }
            }
            catch (Exception e)
            {
                Counters.HandlerFailures++;
                runner.ReportFault(e, "HTTP response");
                Tell(HttpFailure.BodyFailed, connection.client, e);
                if (connection.state != HttpConnection.Free)
                {
                    Abort(connection);
                }
            }
        }

        private void Process(HttpConnection connection, long now)
        {
            connection.Unfinished = false;
            for (int turn = 0; turn < Turns; turn++)
            {
                bool more;
                switch (connection.state)
                {
                    case HttpConnection.Reading:
                        more = Read(connection, now);
                        break;
                    case HttpConnection.Sending:
                        more = Pump(connection, now);
                        break;
                    case HttpConnection.Streaming:
                        more = Stream(connection, now);
                        break;
                    case HttpConnection.Draining:
                        more = Drain(connection);
                        break;
                    default:
                        return;
                }

                if (!more)
                {
                    return;
                }
            }

            connection.Unfinished = true;
            lookAgain = true;
        }
    }
}
