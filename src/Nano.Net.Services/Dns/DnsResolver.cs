using System;
using System.Threading;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Sockets;
using Nano.Net.Udp;

namespace Nano.Net.Services
{
    /// <summary>
    /// Finds the addresses of hosts by name (RFC 1035, RFC 3596): a stub resolver, which asks servers that do the searching, and
    /// remembers what they say for as long as they say, in fixed memory.
    /// </summary>
    /// <remarks>
    /// Started, and made <see cref="StackRunner.NameResolver"/>, it serves <see cref="TcpClient.Connect(string, int)"/>.
    /// A question comes from a random port with a random identifier, and an answer counts only where server, port,
    /// identifier and question are right (RFC 5452). Servers are told how long an answer may be (EDNS, RFC 6891): 1,232 bytes, or what
    /// the link carries; those that do not understand that are asked without. An answer that was cut short is used where it holds the
    /// address, and is a failure where not: nothing is asked by TCP.
    /// </remarks>
    public sealed partial class DnsResolver : StackService, INameResolver
    {
        /// <summary>The most servers that it knows.</summary>
        public const int MaximumServers = 3;

        // What was found out lives a second at least, so that who has asked gets it.
        private const int ShortestLifetime = 1000;

        /// <summary>Whom to ask; <see cref="OnServersChanged"/> after a change.</summary>
        internal readonly ServerList servers;

        private readonly DnsCounters counters = new DnsCounters();
        private readonly DnsEntry[] entries;
        private readonly DnsQuery[] queries;
        private readonly AutoResetEvent queryFreed = new AutoResetEvent(false);
        private readonly byte[] wanted;

        // Behind names without a dot, as it stands in messages.
        private readonly byte[] domain;
        private readonly int timeout;
        private readonly int attempts;
        private readonly int maximumLifetime;
        private readonly int maximumNegativeLifetime;
        private int domainLength;
        private int queueing;

        // Where the address of an entry stands, behind its name.
        private readonly int addressOffset;

        // The place in the list of the server that is asked first: the next one, when that one has not answered.
        private int firstServer;

        // Bytes of the longest message that can be received, where servers can be told (RFC 6891), else 0; and until when each
        // server is not told, in stack milliseconds.
        private readonly int receiveSize;
        private readonly long[] plainUntil = new long[MaximumServers];

        /// <summary>Makes a resolver.</summary>
        /// <param name="runner">Runs the stack by which it asks.</param>
        /// <param name="options">Settings; not kept.</param>
        /// <exception cref="ArgumentException">An option is impossible.</exception>
        public DnsResolver(StackRunner runner, DnsResolverOptions options)
            : base(runner)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            options.Validate();
            timeout = options.Timeout;
            attempts = options.Attempts;

            // Who asks once cannot find out that a server does not answer such questions.
            receiveSize = datagramCapacity < LeastReceiveSize || attempts == 1 ? 0 : datagramCapacity < MostReceiveSize ? datagramCapacity : MostReceiveSize;
            maximumLifetime = options.MaximumLifetime;
            maximumNegativeLifetime = options.MaximumNegativeLifetime;

            // A length in front of every label, and the root's at the end.
            int nameCapacity = options.MaximumNameLength + 2;
            addressOffset = nameCapacity;
            InternetLayer internet = runner.stack.internet;
            servers = new ServerList(internet, MaximumServers);

            // A question, and what it finds out, are about one family.
            int families = internet.ipv6 == null ? 1 : 2;
            wanted = new byte[nameCapacity];
            domain = new byte[nameCapacity];
            entries = new DnsEntry[options.CacheEntries * families];
            for (int i = 0; i < entries.Length; i++)
            {
                entries[i] = new DnsEntry(nameCapacity, internet.addressLength);
            }

            queries = new DnsQuery[options.Queries * families];
            for (int i = 0; i < queries.Length; i++)
            {
                queries[i] = new DnsQuery();
                queries[i].endpoint = MakeEndpoint();
            }

            servers.Set(options.Servers);
        }

        /// <summary>What was counted.</summary>
        public DnsCounters Counters
        {
            get { return counters; }
        }

        /// <summary>Says whom to ask. Where that changes, all names are forgotten.</summary>
        /// <param name="addresses">The servers, three at most, the preferred one first; null or none to ask nobody.</param>
        /// <exception cref="ArgumentException">There are more, or one is no address.</exception>
        public void SetServers(IPAddress[] addresses)
        {
            lock (runner.sync)
            {
                if (servers.Set(addresses))
                {
                    runner.BeginCall();
                    OnServersChanged();
                    runner.EndCall();
                }
            }
        }

        /// <summary>Says which domain this host is in: it is added to names without a dot ("www"), and to those alone.</summary>
        /// <param name="name">The domain, "lab.example" for example; null or empty for none.</param>
        /// <exception cref="ArgumentException">It is no domain name, or is longer than the options allow.</exception>
        public void SetDomain(string name)
        {
            lock (runner.sync)
            {
                int length = name == null || name.Length == 0 ? 0 : DnsName.Write(name, domain, 0, domain.Length);
                domainLength = length < 0 ? 0 : length;
                if (length <= 0 && name != null && name.Length != 0)
                {
                    throw new ArgumentException("'" + name + "' is no domain name, or too long");
                }
            }
        }

        /// <summary>Finds the addresses of a host, waiting for them where they are not known yet.</summary>
        /// <param name="hostName">The host's name, in full, or without a dot that of a host of the own domain (<see cref="SetDomain(string)"/>); an address is its own.</param>
        /// <param name="family">Of which family; <see cref="AddressFamily.Unspecified"/> for those of which this host has an address that is good beyond its link.</param>
        /// <returns>The first address that the servers name of each family, IPv6's first.</returns>
        /// <exception cref="SocketException">As <see cref="INameResolver.Resolve"/> says; or the link is down or no route leads to a server (<see cref="SocketError.NetworkUnreachable"/>), the name is longer than the options or the link allow (<see cref="SocketError.InvalidArgument"/>), or the resolver was stopped meanwhile (<see cref="SocketError.Interrupted"/>).</exception>
        public IPAddress[] Resolve(string hostName, AddressFamily family)
        {
            if (hostName == null)
            {
                throw new ArgumentNullException("hostName");
            }

            IPAddress literal;
            if (IPAddress.TryParse(hostName, out literal))
            {
                if (family != AddressFamily.Unspecified && family != literal.AddressFamily)
                {
                    throw new SocketException(SocketError.NoData);
                }

                return new IPAddress[] { literal };
            }

            DnsQuery waitedFor = null;
            bool queued = false;
            while (true)
            {
                lock (runner.sync)
                {
                    bool waited = waitedFor != null || queued;
                    if (waitedFor != null)
                    {
                        LeaveQuery(waitedFor);
                        waitedFor = null;
                    }

                    if (queued)
                    {
                        queueing--;
                        queued = false;
                    }

                    DnsEntry six;
                    DnsEntry four;
                    runner.BeginCall();
                    SocketError result = Find(hostName, family, out six, out four);
                    runner.EndCall();
                    if (result != SocketError.WouldBlock)
                    {
                        // The next one in the queue may have waited for the query that this one does not need.
                        OnQueryFree();
                        if (result == SocketError.Success)
                        {
                            return Addresses(six, four);
                        }

                        throw new SocketException(waited && !IsRunning ? SocketError.Interrupted : result);
                    }

                    DnsEntry pending = six != null && six.state == SocketError.WouldBlock ? six : four;
                    if (pending == null || pending.state != SocketError.WouldBlock)
                    {
                        queueing++;
                        queued = true;
                    }
                    else
                    {
                        waitedFor = QueryOf(pending);
                        waitedFor.waiters++;
                    }
                }

                if (queued)
                {
                    queryFreed.WaitOne();
                }
                else
                {
                    waitedFor.answered.WaitOne();
                }
            }
        }

        /// <summary>Finds the address of a host, without waiting.</summary>
        /// <param name="hostName">The host's name, in full; an address is its own.</param>
        /// <param name="address">The address, or null; the IPv6 address, where there is one of each family and this host has both.</param>
        /// <returns><see cref="SocketError.Success"/>; <see cref="SocketError.WouldBlock"/> where it was asked for, and this is to be called again until there is an answer; else what <see cref="Resolve"/> would throw.</returns>
        public SocketError TryResolve(string hostName, out IPAddress address)
        {
            if (hostName == null)
            {
                throw new ArgumentNullException("hostName");
            }

            if (IPAddress.TryParse(hostName, out address))
            {
                return SocketError.Success;
            }

            DnsEntry six;
            DnsEntry four;
            SocketError result = TryFind(hostName, AddressFamily.Unspecified, out six, out four);
            address = result == SocketError.Success ? AddressOf(IsFound(six) ? six : four) : null;
            return result;
        }

        /// <summary>Finds the addresses of a host, without waiting.</summary>
        /// <param name="hostName">The host's name, in full; an address is its own.</param>
        /// <param name="family">As with <see cref="Resolve"/>.</param>
        /// <param name="addresses">What <see cref="Resolve"/> would return, or null.</param>
        /// <returns>As above.</returns>
        public SocketError TryResolve(string hostName, AddressFamily family, out IPAddress[] addresses)
        {
            if (hostName == null)
            {
                throw new ArgumentNullException("hostName");
            }

            IPAddress literal;
            if (IPAddress.TryParse(hostName, out literal))
            {
                bool fits = family == AddressFamily.Unspecified || family == literal.AddressFamily;
                addresses = fits ? new IPAddress[] { literal } : null;
                return fits ? SocketError.Success : SocketError.NoData;
            }

            lock (runner.sync)
            {
                DnsEntry six;
                DnsEntry four;
                SocketError result = TryFind(hostName, family, out six, out four);
                addresses = result == SocketError.Success ? Addresses(six, four) : null;
                return result;
            }
        }

        /// <summary>The same, without an object for an address.</summary>
        /// <param name="hostName">The host's name.</param>
        /// <param name="found">Becomes a list of the addresses, where there are any.</param>
        internal SocketError TryFind(string hostName, ServerList found)
        {
            lock (runner.sync)
            {
                DnsEntry six;
                DnsEntry four;
                SocketError result = TryFind(hostName, AddressFamily.Unspecified, out six, out four);
                if (result != SocketError.Success)
                {
                    return result;
                }

                found.Begin();
                if (IsFound(six))
                {
                    found.Add(six.name, addressOffset);
                }

                if (IsFound(four))
                {
                    found.Add(four.name, addressOffset);
                }

                return result;
            }
        }

        private SocketError TryFind(string hostName, AddressFamily family, out DnsEntry six, out DnsEntry four)
        {
            lock (runner.sync)
            {
                runner.BeginCall();
                SocketError result = Find(hostName, family, out six, out four);
                runner.EndCall();
                return result;
            }
        }

        private static bool IsFound(DnsEntry entry)
        {
            return entry != null && entry.state == SocketError.Success;
        }

        private IPAddress AddressOf(DnsEntry entry)
        {
            return runner.stack.internet.ReadAddress(entry.name, addressOffset);
        }

        private IPAddress[] Addresses(DnsEntry six, DnsEntry four)
        {
            if (IsFound(six) && IsFound(four))
            {
                return new IPAddress[] { AddressOf(six), AddressOf(four) };
            }

            return new IPAddress[] { AddressOf(IsFound(six) ? six : four) };
        }

        /// <summary>The same as <see cref="SetDomain(string)"/>, for a domain that a message names: where that is no name, there is none.</summary>
        internal void SetDomain(byte[] text, int length)
        {
            domainLength = DnsName.Write(text, length, domain);
        }

        /// <summary>Other servers are known than before: they are asked from now on, also what the old ones have not answered yet.</summary>
        internal void OnServersChanged()
        {
            firstServer = 0;
            Array.Clear(plainUntil, 0, plainUntil.Length);
            for (int i = 0; i < entries.Length; i++)
            {
                if (entries[i].state != SocketError.WouldBlock)
                {
                    entries[i].nameLength = 0;
                }
            }

            for (int i = 0; i < queries.Length; i++)
            {
                if (queries[i].entry != null)
                {
                    AskAnew(queries[i]);
                }
            }

            SetNextDeadline();
        }

        internal override void OnStart()
        {
            firstServer = 0;
        }

        internal override void OnStop()
        {
            for (int i = 0; i < queries.Length; i++)
            {
                if (queries[i].entry != null)
                {
                    Finish(queries[i], SocketError.Interrupted, 0);
                }
            }

            for (int i = 0; i < entries.Length; i++)
            {
                entries[i].nameLength = 0;
            }
        }

        /// <summary>Looks a name up in memory, in the families that are wanted; what is not there is asked for.</summary>
        /// <param name="hostName">The name.</param>
        /// <param name="family">As with <see cref="Resolve"/>.</param>
        /// <param name="six">What is known of its IPv6 address; null where that is not wanted, or cannot be asked at the moment.</param>
        /// <param name="four">The same of IPv4.</param>
        /// <returns>As <see cref="TryResolve(string, out IPAddress)"/>.</returns>
        private SocketError Find(string hostName, AddressFamily family, out DnsEntry six, out DnsEntry four)
        {
            six = null;
            four = null;
            int length = DnsName.Write(hostName, wanted, 0, wanted.Length);
            if (length <= 0)
            {
                return length < 0 ? SocketError.InvalidArgument : SocketError.HostNotFound;
            }

            // One label and the root: a host of the own domain.
            if (domainLength != 0 && wanted[0] + 2 == length && hostName[hostName.Length - 1] != '.' && length - 1 + domainLength <= wanted.Length)
            {
                Array.Copy(domain, 0, wanted, length - 1, domainLength);
                length += domainLength - 1;
            }

            if (!Fits(length))
            {
                return SocketError.InvalidArgument;
            }

            // Whoever leaves the choice to this host gets what it can use.
            InternetProtocol ipv6 = runner.stack.internet.ipv6;
            bool hasSix = ipv6 != null && ipv6.HasGlobalAddress;
            bool wantsSix = ipv6 != null && family != AddressFamily.InterNetwork && (family == AddressFamily.InterNetworkV6 || hasSix);
            bool wantsFour = family != AddressFamily.InterNetworkV6 && (family == AddressFamily.InterNetwork || !hasSix || ipv4.HasGlobalAddress);
            bool isBoth = wantsSix && wantsFour;
            SocketError ofSix = wantsSix ? Find(length, DnsMessage.TypeAaaa, isBoth, out six) : SocketError.NoData;
            SocketError ofFour = wantsFour ? Find(length, DnsMessage.TypeA, isBoth, out four) : SocketError.NoData;
            if (ofSix == SocketError.HostNotFound || ofFour == SocketError.HostNotFound)
            {
                // Such a name has nothing of any type (RFC 2308 section 5).
                return SocketError.HostNotFound;
            }

            if (ofSix == SocketError.WouldBlock || ofFour == SocketError.WouldBlock)
            {
                return SocketError.WouldBlock;
            }

            return ofSix == SocketError.Success || ofFour == SocketError.NoData ? ofSix : ofFour;
        }

        /// <summary>Looks the name in <see cref="wanted"/> up in memory, in one family; where it is not there, it is asked for.</summary>
        /// <param name="length">Bytes of the name.</param>
        /// <param name="type">The type of record.</param>
        /// <param name="isOneOfTwo">Whether the other family is asked for too.</param>
        /// <param name="entry">Its entry; null where no question can be asked at the moment.</param>
        /// <returns>As above.</returns>
        private SocketError Find(int length, int type, bool isOneOfTwo, out DnsEntry entry)
        {
            entry = null;
            DnsEntry oldest = null;
            long now = context.now;
            for (int i = 0; i < entries.Length; i++)
            {
                DnsEntry candidate = entries[i];
                bool pending = candidate.nameLength != 0 && candidate.state == SocketError.WouldBlock;
                if (candidate.nameLength == length && (pending || candidate.expires > now)
                    && (candidate.type == type || candidate.state == SocketError.HostNotFound)
                    && DnsName.AreEqual(candidate.name, 0, length, 0, wanted, 0, length, 0))
                {
                    if (!pending && candidate.isHandedOut)
                    {
                        counters.CacheHits++;
                    }

                    candidate.isHandedOut = !pending;
                    entry = candidate;
                    if (pending && !isOneOfTwo)
                    {
                        QueryOf(candidate).isOneOfTwo = false;
                    }

                    return candidate.state;
                }

                if (!pending && (oldest == null || candidate.nameLength == 0
                    || (oldest.nameLength != 0 && candidate.expires < oldest.expires)))
                {
                    oldest = candidate;
                }
            }

            if (!IsRunning || servers.count == 0)
            {
                return SocketError.NoRecovery;
            }

            if (!IsLinkUp)
            {
                return SocketError.NetworkUnreachable;
            }

            DnsQuery query = QueryOf(null);
            if (query != null && oldest != null)
            {
                Array.Copy(wanted, 0, oldest.name, 0, length);
                oldest.nameLength = length;
                oldest.type = type;
                oldest.state = SocketError.WouldBlock;
                oldest.isHandedOut = false;
                entry = oldest;
                Array.Copy(wanted, 0, query.name, 0, length);
                query.nameLength = length;
                query.entry = oldest;
                query.server = -1;
                query.id = NotSent;
                query.isOneOfTwo = isOneOfTwo;
                query.aliases = 0;
                query.lifetime = maximumLifetime;
                AskAnew(query);
                SetNextDeadline();
                return oldest.state;
            }

            return SocketError.WouldBlock;
        }

        /// <summary>The query about an entry, or with null one that is free; null where there is none.</summary>
        private DnsQuery QueryOf(DnsEntry entry)
        {
            for (int i = 0; i < queries.Length; i++)
            {
                if (queries[i].entry == entry && (entry != null || queries[i].waiters == 0))
                {
                    return queries[i];
                }
            }

            return null;
        }

        /// <summary>A caller that has waited goes on. The last one leaves the query free for others.</summary>
        private void LeaveQuery(DnsQuery query)
        {
            query.waiters--;
            if (query.waiters > 0)
            {
                query.answered.Set();
            }
            else
            {
                OnQueryFree();
            }
        }

        private void OnQueryFree()
        {
            if (queueing > 0)
            {
                queryFreed.Set();
            }
        }

        /// <summary>It is known now what became of a question.</summary>
        private void Finish(DnsQuery query, SocketError result, int seconds)
        {
            DnsEntry entry = query.entry;
            entry.state = result;
            entry.expires = context.now + (seconds == 0 ? ShortestLifetime : seconds * 1000L);
            query.entry = null;
            query.endpoint.Close();
            if (query.waiters > 0)
            {
                query.answered.Set();
            }
            else
            {
                OnQueryFree();
            }
        }

        private void SetNextDeadline()
        {
            long next = TimerQueue.Never;
            for (int i = 0; i < queries.Length; i++)
            {
                if (queries[i].entry != null && queries[i].retry < next)
                {
                    next = queries[i].retry;
                }
            }

            if (next == TimerQueue.Never)
            {
                ClearDeadline();
            }
            else
            {
                SetDeadline(next);
            }
        }
    }
}
