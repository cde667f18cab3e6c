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
    public sealed class SntpClient : StackService
    {
        /// <summary>The most servers that it knows.</summary>
        public const int MaximumServers = 4;

        // RFC 4330 section 10: when no server has told the time wait longer each time, and never less than 15 seconds.
        private const int FirstRetryDelay = 16000;
        private const int MostFailures = 16;

        // Section 5: a server further than a second from the source of its time is not to be believed. 16.16 bits.
        private const uint GreatestRootDistance = 0x10000;

        // Section 8: a server that has sent us away is not asked any more. A device runs for years, and the address may be
        // another server's by then: a day is as good as for ever, in milliseconds.
        private const int BarredTime = 86400000;

        private readonly SntpCounters counters = new SntpCounters();

        /// <summary>Whom to ask; <see cref="OnServersChanged"/> after a change.</summary>
        internal readonly ServerList servers;

        private readonly UdpEndpoint endpoint;
        private readonly int timeout;
        private readonly int startDelay;
        private readonly long pollInterval;

        // Which servers have sent us away, a bit each, and until when.
        private int barred;
        private long barredUntil;
        private int current;

        // How many servers have not told the time since one did, or since the last pause; and the pauses since then.
        private int turns;
        private int failures;
        private bool waiting;

        // A request was due, and there was no address or no link to send it from.
        private bool overdue;

        // The place in the list of the server that was asked last; -1 where there is nobody to ask.
        private int server = -1;
        private long interval;
        private long sentAt;

        // What stands for the time in a request: it need only come back, and tells an observer nothing.
        private uint token0;
        private uint token1;

        private bool synchronized;
        private long offset;
        private long synchronizedAt;
        private int roundTrip;
        private int stratum;

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
            barred = 0;
            current = 0;
            server = -1;
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

        internal override void OnDatagram(UdpEndpoint to, Path from, int sourcePort, byte[] buffer, int ipOffset, int at, int length)
        {
            // The originate timestamp is good for one reply (RFC 4330 section 5 (3)).
            if (!waiting || !servers.IsAt(server, from) || sourcePort != SntpMessage.Port || length < SntpMessage.Length
                || !IsReply(buffer[at])
                || BigEndian.ReadUInt32(buffer, at + SntpMessage.OriginateOffset) != token0
                || BigEndian.ReadUInt32(buffer, at + SntpMessage.OriginateOffset + 4) != token1)
            {
                counters.Rejected++;
                return;
            }

            if (buffer[at + SntpMessage.StratumOffset] == 0)
            {
                counters.KissesOfDeath++;
                TakeKiss(BigEndian.ReadUInt32(buffer, at + SntpMessage.ReferenceOffset));
                Fail();
                return;
            }

            if (!Take(buffer, at))
            {
                counters.Unusable++;
                Fail();
            }
        }

        private static bool IsReply(byte flags)
        {
            int version = (flags >> 3) & 7;
            return (flags & 7) == SntpMessage.ServerMode && version >= SntpMessage.OldestVersion && version <= SntpMessage.NewestVersion;
        }

        /// <summary>Takes the time from a reply to the last request (RFC 4330 section 5).</summary>
        /// <returns>False where the server is not to be believed.</returns>
        private bool Take(byte[] buffer, int at)
        {
            if (buffer[at] >> 6 == SntpMessage.Unsynchronized
                || buffer[at + SntpMessage.StratumOffset] > SntpMessage.LastStratum
                || BigEndian.ReadUInt32(buffer, at + SntpMessage.RootDelayOffset) >= GreatestRootDistance
                || BigEndian.ReadUInt32(buffer, at + SntpMessage.RootDispersionOffset) >= GreatestRootDistance
                || (BigEndian.ReadUInt32(buffer, at + SntpMessage.TransmitOffset) | BigEndian.ReadUInt32(buffer, at + SntpMessage.TransmitOffset + 4)) == 0)
            {
                return false;
            }

            // T1 and T4 are ours, T2 and T3 the server's.
            long received = SntpMessage.ReadTime(buffer, at + SntpMessage.ReceiveOffset);
            long transmitted = SntpMessage.ReadTime(buffer, at + SntpMessage.TransmitOffset);
            long now = context.now;
            long held = transmitted - received;
            long away = now - sentAt;

            // Clocks of a millisecond: the server may seem to have held it for one longer than it was away.
            if (held < 0 || held > away + 1)
            {
                return false;
            }

            offset = ((received - sentAt) + (transmitted - now)) / 2;
            roundTrip = held > away ? 0 : (int)(away - held);
            stratum = buffer[at + SntpMessage.StratumOffset];
            synchronized = true;
            synchronizedAt = now;
            counters.Replies++;
            turns = 0;
            failures = 0;
            waiting = false;
            endpoint.Close();
            SetDeadline(now + interval - Random((int)(interval >> 4)));
            CallBack("SntpClient.Synchronized");
            return true;
        }

        private void TakeKiss(uint code)
        {
            if (code == SntpMessage.KissDeny || code == SntpMessage.KissRestrict)
            {
                barred |= 1 << current;
                barredUntil = context.now + BarredTime;
            }
            else if (code == SntpMessage.KissRate && interval < pollInterval * 16)
            {
                interval *= 2;
            }
        }

        /// <summary>Begins anew, as if nothing had been asked before.</summary>
        private void Begin(int delay)
        {
            interval = pollInterval;
            turns = 0;
            failures = 0;
            waiting = false;
            endpoint.Close();
            SetDeadline(context.now + delay);
        }

        /// <summary>Asks at once, unless it was asked just before (RFC 4330 section 10): not in the midst of a call.</summary>
        private void AskSoon()
        {
            turns = 0;
            failures = 0;
            waiting = false;
            endpoint.Close();
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

            if (context.now >= barredUntil)
            {
                barred = 0;
            }

            for (int i = 0; i < servers.count && (barred & (1 << current)) != 0; i++)
            {
                current = (current + 1) % servers.count;
            }

            if (servers.count == 0 || (barred & (1 << current)) != 0)
            {
                // Nobody to ask: until SetServers names somebody, or who sent us away is asked again.
                server = -1;
                if (servers.count != 0)
                {
                    SetDeadline(barredUntil);
                }

                return;
            }

            server = current;
            sentAt = context.now;
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
            if (servers.count > 0)
            {
                current = (current + 1) % servers.count;
            }

            turns++;
            if (turns < servers.count)
            {
                SetDeadline(context.now);
                return;
            }

            turns = 0;
            int shift = failures;
            if (failures < MostFailures)
            {
                failures++;
            }

            long pause = (long)FirstRetryDelay << shift;
            SetDeadline(context.now + (pause < interval ? pause : interval));
        }
    }
}
