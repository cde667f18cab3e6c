using System;
using Nano.Net;
using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Boards
{
    /// <summary>
    /// The time of day: from the servers that the network's DHCP server names, else from one that is looked up by its name.
    /// Also asks the network's DNS servers on behalf of all who connect by name.
    /// </summary>
    public sealed class TimeOfDay : IDisposable
    {
        // Milliseconds from one look-up of the server's name to the next: while the time is not known, and later, when the
        // server may have moved.
        private const int FirstInterval = 60000;
        private const int LaterInterval = 3600000;

        // Names that are remembered: one is asked for here.
        private const int Names = 2;

        private readonly Board board;
        private readonly string fallback;
        private readonly DnsResolver resolver;
        private readonly SntpClient client;
        private bool isNamedByNetwork;
        private long lookUpDue;
        private int addressChanges = -1;

        /// <summary>Starts to find it out.</summary>
        /// <param name="board">The board.</param>
        /// <param name="server">The name of a server for when the network has none; null for nobody.</param>
        public TimeOfDay(Board board, string server)
        {
            this.board = board;
            fallback = server;
            resolver = new DnsResolver(board.Runner, new DnsResolverOptions { CacheEntries = Names });
            client = new SntpClient(board.Runner, new SntpClientOptions());
            resolver.Start();
            client.Start();
            board.Runner.NameResolver = resolver;
            board.Looking += Look;
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
            return client.IsSynchronized ? client.UnixMilliseconds : board.Runner.Clock.Milliseconds;
        }

        /// <summary>The time in words.</summary>
        public string ReadText()
        {
            DateTime now;
            return TryGet(out now) ? now.ToString("yyyy-MM-dd HH:mm:ss") + "Z" : "unknown";
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            client.Dispose();
            resolver.Dispose();
        }

        // To look a name up may take as long as the servers' silence lasts; the board is looked at later then.
        private void Look(Board sender)
        {
            long now = board.Runner.Clock.Milliseconds;
            if (board.AddressChanges != addressChanges)
            {
                addressChanges = board.AddressChanges;
                TakeServers();
                lookUpDue = now;
            }

            if (now >= lookUpDue && fallback != null && !isNamedByNetwork && board.Runner.Stack.Address != IPAddress.Any)
            {
                LookUp();
                lookUpDue = board.Runner.Clock.Milliseconds + (client.IsSynchronized ? LaterInterval : FirstInterval);
            }
        }

        private void TakeServers()
        {
            if (board.Dhcp == null)
            {
                // Nobody names servers; the router knows some, most of the time.
                resolver.SetServers(board.Gateway == IPAddress.Any ? null : new IPAddress[] { board.Gateway });
                return;
            }

            resolver.SetServers(board.Dhcp.GetDnsServers());
            IPAddress[] servers = board.Dhcp.GetNtpServers();
            isNamedByNetwork = servers.Length > 0;
            client.SetServers(servers);
        }

        private void LookUp()
        {
            try
            {
                client.SetServers(new IPAddress[] { resolver.Resolve(fallback) });
            }
            catch (SocketException)
            {
                // No server, or no such name: next time perhaps.
            }
        }
    }
}
