using System;
using System.Threading;
using Nano.Net.Sockets;

namespace Nano.Net.Http
{
    // How connections are accepted, and have their turns.
    public sealed partial class HttpServer
    {
        private const long Never = HttpConnection.Never;

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
                long due = connections[i].Step(now);
                if (due < next)
                {
                    next = due;
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

        /// <summary>Has the next step follow at once.</summary>
        internal void LookAgain()
        {
            lookAgain = true;
        }

        /// <summary>A place has become free.</summary>
        internal void OnLeft(HttpConnection connection)
        {
            if (connection != connections[options.Connections])
            {
                ActiveConnections--;
            }

            if (fullSince != Never)
            {
                lookAgain = true;
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
                        place.Abort();
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

                        HttpConnection spare = connections[options.Connections];
                        if (!spare.IsFree)
                        {
                            return Never;
                        }

                        Counters.ConnectionsRefused++;
                        spare.SendAway(listener.AcceptTcpClient(), now);
                        continue;
                    }
                }

                fullSince = Never;
                ActiveConnections++;
                Counters.ConnectionsAccepted++;
                place.Open(listener.AcceptTcpClient(), now);
            }

            fullSince = Never;
            return Never;
        }

        private HttpConnection FindFree()
        {
            int i = 0;
            while (!connections[i].IsFree)
            {
                i++;
            }

            return connections[i];
        }

        // Who may be ended for the sake of another: who has been idle longest; else whose request has taken longest; else
        // who has not taken anything of its response for very long.
        private HttpConnection FindVictim(long now, out long possible)
        {
            HttpConnection victim = null;
            int rank = 0;
            long since = 0;
            possible = Never;
            for (int i = 0; i < options.Connections; i++)
            {
                long due;
                long age;
                int itsRank = connections[i].RankAsVictim(out due, out age);
                if (itsRank == 0)
                {
                    continue;
                }

                if (due > now)
                {
                    possible = due < possible ? due : possible;
                }
                else if (itsRank > rank || (itsRank == rank && age < since))
                {
                    victim = connections[i];
                    rank = itsRank;
                    since = age;
                }
            }

            return victim;
        }
    }
}
