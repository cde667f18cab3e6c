using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>
    /// One of two that connect to each other at the same moment, both from the port that the other connects to (RFC 9293
    /// section 3.5, simultaneous open).
    /// </summary>
    internal sealed class PeerApplication(ConversationPlan plan, bool isClient, Func<IPAddress?> other, Ledger ledger) : IClient
    {
        /// <summary>Who comes too early is refused, and tries again, but not for ever: the other may have given up.</summary>
        private const int MostTries = 8;

        private const int Retry = 500;

        /// <summary>How often it tries again where nobody answers: for longer than any fault lasts that ends by itself.</summary>
        private const int MostUnfound = 200;

        private SimulatedHost host = null!;
        private Exchange? exchange;
        private Talker? talker;
        private long nextAt;
        private int tries;
        private int unfound;

        public bool Done { get; private set; }

        public void Start(SimulatedHost on, long notBefore)
        {
            if (exchange != null)
            {
                Done = true;
                return;
            }

            host = on;
            nextAt = on.Now + notBefore;
            on.Run(Step);
        }

        public void Lose()
        {
            exchange ??= ledger.Meet(plan);
            exchange.ClientLost |= isClient;
            exchange.ServerLost |= !isClient;
        }

        private bool Step()
        {
            while (true)
            {
                if (talker != null)
                {
                    if (talker.Step())
                    {
                        return true;
                    }

                    if (!(talker.FoundNobody ? ++unfound < MostUnfound : talker.Error == TcpError.Refused && ++tries < MostTries))
                    {
                        Done = true;
                        return false;
                    }

                    // Not both after the same time.
                    talker = null;
                    nextAt = host.Now + (isClient ? Retry : 3 * Retry);
                }

                if (host.Now < nextAt)
                {
                    host.WakeAt(nextAt);
                    return true;
                }

                IPAddress? address = other();
                TcpConnection? connection = address is null ? null : host.TryConnect(address, plan.Port, out _, plan.Port);
                if (connection == null)
                {
                    nextAt = host.Now + Retry;
                    continue;
                }

                KeepAlive.TurnOn(connection);
                exchange = ledger.Meet(plan);
                if (isClient)
                {
                    exchange.Client = talker = new Talker(host, connection, exchange.FromClient, exchange.FromServer, exchange.ClientManner(host.Now));
                }
                else
                {
                    exchange.Server = talker = new Talker(host, connection, exchange.FromServer, exchange.FromClient, exchange.ServerManner(host.Now));
                }
            }
        }
    }
}
