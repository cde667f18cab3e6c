using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Listens for the clients of a conversation, and talks to each.</summary>
    internal sealed class ServerApplication
    {
        private readonly ConversationPlan plan;
        private readonly Ledger ledger;
        private readonly SimulatedHost host;
        private readonly TcpAcceptor acceptor;
        private readonly List<Exchange> served = [];
        private long acceptAt;

        internal ServerApplication(ConversationPlan plan, Ledger ledger, SimulatedHost host)
        {
            this.plan = plan;
            this.ledger = ledger;
            this.host = host;
            acceptor = host.Tcp.Listen(null, plan.Port, plan.Backlog, out OpenError error)
                ?? throw new InvalidOperationException($"listen failed: {error}");
            host.Run(Step);
        }

        /// <summary>The port that it listens on, while it does.</summary>
        internal int Port => plan.Port;

        /// <summary>Clients that have not yet said what they have come for.</summary>
        internal int Strangers { get; private set; }

        /// <summary>Whether it waits to hear what a client has come for, even where the server is to speak first.</summary>
        internal bool Listens { get; set; }

        /// <summary>Closes the port; what it serves goes on.</summary>
        internal void Stop() => host.Act(() => host.Tcp.Close(acceptor));

        /// <summary>Its host has lost its power.</summary>
        internal void Lose()
        {
            foreach (Exchange exchange in served.Where(e => e.Server is not { Done: true }))
            {
                exchange.ServerLost = true;
            }
        }

        private bool Step()
        {
            if (acceptor.localPort == 0)
            {
                return false;
            }

            while (acceptor.count > 0)
            {
                if (host.Now < acceptAt)
                {
                    host.WakeAt(acceptAt);
                    break;
                }

                acceptAt = host.Now + plan.AcceptPause;
                TcpConnection connection = acceptor.Accept();
                KeepAlive.TurnOn(connection);
                if (plan.Kind == ConversationKind.ServerFirst && !Listens && ledger.ClaimUnheard(plan) is { } unheard)
                {
                    served.Add(unheard);
                    var first = new Talker(host, connection, unheard.FromServer, unheard.FromClient, unheard.ServerManner(host.Now));
                    unheard.Server = first;
                    host.Run(first.Step);
                    continue;
                }

                Strangers++;
                var greeting = new Greeting(this, connection);
                host.Run(greeting.Step);
            }

            return true;
        }

        /// <summary>Reads the head of a client's stream; then a talker takes over.</summary>
        private sealed class Greeting(ServerApplication server, TcpConnection connection)
        {
            /// <summary>Milliseconds for which it waits to hear what a client has come for.</summary>
            private const int Patience = 900_000;

            private readonly byte[] head = new byte[ConversationPlan.HeadLength];
            private readonly long end = server.host.Now + Patience;
            private int received;
            private Talker? talker;

            internal bool Step()
            {
                if (talker != null)
                {
                    return talker.Step();
                }

                while (received < head.Length)
                {
                    int read = connection.Receive(head, received, head.Length - received);
                    if (read == TcpConnection.WouldBlock && server.host.Now < end)
                    {
                        server.host.WakeAt(end);
                        return true;
                    }

                    if (read == TcpConnection.WouldBlock)
                    {
                        // It waits for the server to speak, whose connection was another one: an old acknowledgment has opened this one
                        // by its cookie (RFC 4987 section 3.6).
                        server.Strangers--;
                        connection.Abort();
                        connection.Close();
                        return false;
                    }

                    if (read <= 0)
                    {
                        server.Strangers--;
                        connection.Close();
                        return read == TcpConnection.Ended ? false : throw new Violation(Rule.Stream, $"the stream has ended after {received} bytes");
                    }

                    received += read;
                }

                server.Strangers--;
                Exchange exchange = server.ledger.Claim(head, server.plan);
                server.served.Add(exchange);
                SimulatedHost host = server.host;
                talker = new Talker(host, connection, exchange.FromServer, exchange.FromClient, exchange.ServerManner(host.Now), received);
                exchange.Server = talker;
                return talker.Step();
            }
        }
    }
}
