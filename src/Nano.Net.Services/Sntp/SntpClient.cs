using System;
using Nano.Net.Internet;
using Nano.Net.Link;
using Nano.Net.Sockets;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>
    /// Learns the time of day from a server (SNTP, RFC 4330). It is kept as an offset to the stack's monotonic clock, which
    /// is never touched; nor is the system's clock, unless <see cref="Synchronized"/> does so.
    /// </summary>
    public sealed partial class SntpClient : StackService
    {
        /// <summary>The most servers that it knows.</summary>
        public const int MaximumServers = 4;

        // RFC 4330 section 10: when no server has told the time wait longer each time, and never less than 15 seconds.
        private const int FirstRetryDelay = 16000;
        private const int MostFailures = 16;

        // RFC 5905 section 11.1: the time of a server whose root distance is a second or more (MAXDIST) is not good enough to
        // be selected, and 16 seconds (MAXDISP) say that the server knows nothing. Servers of Windows say 10 seconds by
        // default, and are right to some milliseconds most often: their time is taken where there is no better one. Seconds
        // of 16.16 bits.
        private const uint CoarseDistance = 0x10000;
        private const uint GreatestDistance = 0x100000;
        private const uint NoDistance = uint.MaxValue;

        // RFC 4330 section 8: a server that has sent us away is not asked any more. A device runs for years, and the address may be
        // another server's by then: a day is as good as for ever, in milliseconds.
        private const int BarredTime = 86400000;

        // RFC 5905 section 7.4: each RATE doubles the interval to that server. Four bits a server hold how often that was.
        private const int RateBits = 4;
        private const int MostDoublings = 4;
        private const int GreatestInterval = SntpClientOptions.GreatestPollInterval * 1000;

        private readonly SntpCounters counters = new SntpCounters();

        /// <summary>Whom to ask; <see cref="OnServersChanged"/> after a change.</summary>
        internal readonly ServerList servers;

        private readonly UdpEndpoint endpoint;
        private readonly int timeout;
        private readonly int startDelay;
        private readonly long pollInterval;

        // When each server may be asked again, in stack milliseconds: later for one that has sent us away, or wants to be asked less often.
        private readonly long[] notBefore = new long[MaximumServers];

        // How often the interval to each server was doubled, in its own four bits.
        private int doublings;
        private int current;

        // How many servers have had their turn since one told the time, or since the last pause; and the pauses since then.
        private int turns;
        private int failures;
        private bool waiting;

        // A request was due, and there was no address or no link to send it from.
        private bool overdue;

        // The place in the list of the server that was asked last; -1 where there is nobody to ask.
        private int server = -1;
        private long sentAt;

        // What stands for the time in a request: it need only come back, and tells an observer nothing.
        private uint token0;
        private uint token1;

        private bool synchronized;
        private long offset;
        private long synchronizedAt;
        private int roundTrip;
        private int stratum;

        // How far the time may be off at the server, 16.16 bits, and that server's place; and the place and the distance of
        // the one that has done best since this round began.
        private uint rootDistance;
        private int source = -1;
        private int best = -1;
        private uint bestDistance = NoDistance;

        /// <summary>Makes a client.</summary>
        /// <param name="runner">Runs the stack by which it asks.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible.</exception>
        public SntpClient(StackRunner runner, SntpClientOptions options)
            : base(runner)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            timeout = options.Timeout;
            startDelay = options.StartDelay;
            pollInterval = options.PollInterval * 1000L;
            endpoint = MakeEndpoint();
            servers = new ServerList(runner.stack.internet, MaximumServers);
            servers.Set(options.Servers);
        }

        /// <summary>Called after every reply from which the time was taken.</summary>
        public event SntpHandler Synchronized;

        /// <summary>What was counted.</summary>
        public SntpCounters Counters
        {
            get { return counters; }
        }

        /// <summary>Whether the time of day is known.</summary>
        public bool IsSynchronized
        {
            get { return synchronized; }
        }

        /// <summary>Milliseconds since 1970-01-01 00:00 UTC, leap seconds left out.</summary>
        /// <exception cref="InvalidOperationException">The time is not known yet.</exception>
        public long UnixMilliseconds
        {
            get { return runner.Now() + Offset; }
        }

        /// <summary>The time of day, UTC.</summary>
        /// <exception cref="InvalidOperationException">The time is not known yet.</exception>
        public DateTime UtcNow
        {
            get { return DateTime.UnixEpoch.AddTicks(UnixMilliseconds * TimeSpan.TicksPerMillisecond); }
        }

        /// <summary>What is added to the stack's milliseconds to get those since 1970.</summary>
        /// <exception cref="InvalidOperationException">The time is not known yet.</exception>
        public long Offset
        {
            get
            {
                lock (runner.sync)
                {
                    if (!synchronized)
                    {
                        throw new InvalidOperationException("the time is not known yet; see IsSynchronized");
                    }

                    return offset;
                }
            }
        }

        /// <summary>Milliseconds on the way to the server and back, the last time; the time is off by half of them at most.</summary>
        public int RoundTripTime
        {
            get { return roundTrip; }
        }

        /// <summary>How far the server was from a reference clock, 1 to 15; 0 while the time is not known.</summary>
        public int Stratum
        {
            get { return stratum; }
        }

        /// <summary>
        /// Milliseconds by which the server's own time may be off, as it said itself: half of its root delay, and its root
        /// dispersion (RFC 5905 appendix A.5.5.2). Up to 23,999; 0 while the time is not known.
        /// </summary>
        public int RootDistance
        {
            get { return (int)(((ulong)rootDistance * 1000) >> 16); }
        }

        /// <summary>
        /// Whether the time is known from a server that does not vouch for it to a second (<see cref="RootDistance"/>), as
        /// those of Windows do not. It is replaced as soon as one of the other servers knows it better.
        /// </summary>
        public bool IsCoarse
        {
            get { return rootDistance >= CoarseDistance; }
        }

        /// <summary>The server that was asked last; <see cref="IPAddress.Any"/> for none.</summary>
        public IPAddress Server
        {
            get
            {
                lock (runner.sync)
                {
                    return server < 0 ? IPAddress.Any : servers.AddressOf(server);
                }
            }
        }

        /// <summary>Milliseconds since the time was last learned; -1 where it is not known.</summary>
        public long Age
        {
            get
            {
                lock (runner.sync)
                {
                    return synchronized ? runner.Now() - synchronizedAt : -1;
                }
            }
        }

        /// <summary>Says whom to ask. Where that changes, they are asked at once.</summary>
        /// <param name="addresses">The servers, four at most, the preferred one first; null or none to ask nobody.</param>
        /// <exception cref="ArgumentException">There are more, or one is no address.</exception>
        public void SetServers(IPAddress[] addresses)
        {
            lock (runner.sync)
            {
                runner.BeginCall();
                if (servers.Set(addresses))
                {
                    OnServersChanged();
                }

                runner.EndCall();
            }
        }

        /// <summary>Other servers are known than before: they are asked at once.</summary>
        internal void OnServersChanged()
        {
            Array.Clear(notBefore, 0, notBefore.Length);
            doublings = 0;
            current = 0;
            server = -1;
            source = -1;
            if (IsRunning)
            {
                Begin(0);
            }
        }

        internal override void OnStart()
        {
            Begin(startDelay == 0 ? 0 : Random(startDelay));
        }

        /// <inheritdoc/>
        internal override void CallBack()
        {
            SntpHandler handler = Synchronized;
            if (handler != null)
            {
                handler(this);
            }
        }

        internal override void OnStop()
        {
            waiting = false;
            endpoint.Close();
        }

        internal override void OnAddressState(AddressState state)
        {
            // With a new address there is a new chance, and no reason to wait for the end of a long pause.
            if (state == AddressState.Announcing && (overdue || waiting || failures > 0))
            {
                AskSoon();
            }
        }

        internal override void OnNetworkChanged()
        {
            if (overdue && HasAddress)
            {
                AskSoon();
            }
        }

        internal override void OnLinkChanged(bool isUp)
        {
            if (isUp)
            {
                AskSoon();
            }
            else
            {
                // Nobody will answer, and that is no server's failure.
                waiting = false;
                endpoint.Close();
                ClearDeadline();
            }
        }

        internal override void OnDue(long now)
        {
            if (waiting)
            {
                counters.Timeouts++;
                servers.Suspect(server);
                Fail();
            }
            else
            {
                Ask();
            }
        }

        /// <summary>Milliseconds from one request to a server to the next, while it answers.</summary>
        private long Interval(int place)
        {
            long interval = pollInterval << Doublings(place);
            return interval < GreatestInterval ? interval : GreatestInterval;
        }

        private int Doublings(int place)
        {
            return (doublings >> (place * RateBits)) & ((1 << RateBits) - 1);
        }

        /// <summary>Begins anew, as if nothing had been asked before.</summary>
        private void Begin(int delay)
        {
            BeginRound();
            SetDeadline(context.now + delay);
        }

        /// <summary>Asks at once, unless it was asked just before (RFC 4330 section 10): not in the midst of a call.</summary>
        private void AskSoon()
        {
            BeginRound();
            long due = sentAt + FirstRetryDelay;
            SetDeadline(counters.RequestsSent == 0 || due < context.now ? context.now : due);
        }

        private void Ask()
        {
            overdue = !IsLinkUp || !HasAddress;
            if (overdue)
            {
                // The link or the address that is missing will come, and be told.
                return;
            }

            if (servers.count == 0)
            {
                // Nobody to ask, until SetServers names somebody.
                server = -1;
                return;
            }

            while (turns < servers.count && context.now < notBefore[current])
            {
                TakeTurn();
            }

            if (turns >= servers.count)
            {
                server = -1;
                EndRound();
                return;
            }

            server = current;
            sentAt = context.now;
            if (Doublings(current) != 0)
            {
                // Who wants to be asked less often is not asked sooner for any reason.
                notBefore[current] = sentAt + Interval(current);
            }

            token0 = context.NextRandom();
            token1 = context.NextRandom();
            waiting = true;
            endpoint.Close();
            SetDeadline(sentAt + timeout);
            if (!TryOpen(endpoint, 0))
            {
                return;
            }

            Array.Clear(datagram, datagramOffset, SntpMessage.Length);
            datagram[datagramOffset] = SntpMessage.Request;
            BigEndian.WriteUInt32(datagram, datagramOffset + SntpMessage.TransmitOffset, token0);
            BigEndian.WriteUInt32(datagram, datagramOffset + SntpMessage.TransmitOffset + 4, token1);
            counters.RequestsSent++;
            endpoint.Send(servers.FindPath(server), SntpMessage.Port, datagram, datagramOffset, SntpMessage.Length);
        }

        /// <summary>The last request was in vain: the next server is asked at once; after the last one of them there is a pause that gets longer each time.</summary>
        private void Fail()
        {
            waiting = false;
            endpoint.Close();
            GoOn();
        }

        /// <summary>The next server has its turn; after the last one, the round ends.</summary>
        private void GoOn()
        {
            TakeTurn();
            if (turns < servers.count)
            {
                SetDeadline(context.now);
            }
            else
            {
                EndRound();
            }
        }

        private void TakeTurn()
        {
            current = servers.count == 0 ? 0 : (current + 1) % servers.count;
            turns++;
        }

        private void BeginRound()
        {
            turns = 0;
            failures = 0;
            best = -1;
            bestDistance = NoDistance;
            waiting = false;
            endpoint.Close();
        }

        /// <summary>The next round begins with the server that has done best, after the interval; where none has told the time, after a pause that gets longer each time.</summary>
        private void EndRound()
        {
            long due;
            long earliest;
            if (best >= 0)
            {
                current = best;
                BeginRound();
                long interval = Interval(current);
                due = context.now + interval - Random((int)(interval >> 4));
                earliest = notBefore[current];
            }
            else
            {
                turns = 0;
                int shift = failures;
                if (failures < MostFailures)
                {
                    failures++;
                }

                long pause = (long)FirstRetryDelay << shift;
                due = context.now + (pause < pollInterval ? pause : pollInterval);

                // Where all of them have said when not to ask.
                earliest = notBefore[0];
                for (int i = 1; i < servers.count; i++)
                {
                    earliest = notBefore[i] < earliest ? notBefore[i] : earliest;
                }
            }

            SetDeadline(due > earliest ? due : earliest);
        }
    }
}
