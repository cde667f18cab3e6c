using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>
    /// Talks to a server once more when the faults are over, as an application that must do its work: who does not get through
    /// tries again.
    /// </summary>
    internal sealed class RecoveryApplication
    {
        /// <summary>Attempts behind those of the conversation, and from one kind of address to the next.</summary>
        private const int FirstAttempt = 10_000;

        private const int Bytes = 2000;

        /// <summary>Milliseconds until it tries again.</summary>
        private const int Retry = 1000;

        private readonly ConversationPlan plan;
        private readonly SimulatedHost host;
        private readonly Func<IPAddress?> server;
        private readonly Ledger ledger;
        private Exchange? current;
        private long nextAt;
        private int attempts;
        private string latest = "nothing was tried";

        /// <param name="conversation">Whose server it talks to.</param>
        /// <param name="host">Where it runs.</param>
        /// <param name="server">Finds the server's address of the moment; null where it has none yet.</param>
        /// <param name="over">By which of the server's addresses.</param>
        /// <param name="ledger">Where its exchanges are written down.</param>
        internal RecoveryApplication(ConversationPlan conversation, SimulatedHost host, Func<IPAddress?> server, AddressKind over, Ledger ledger)
        {
            plan = PlanFor(conversation) with { Over = over };
            this.host = host;
            this.server = server;
            this.ledger = ledger;
            attempts = FirstAttempt * (int)over;
            host.Run(Step);
        }

        internal bool Done { get; private set; }

        /// <summary>When it was done, in microseconds of the network.</summary>
        internal long DoneAt { get; private set; }

        /// <summary>The same client and server, who do something that nothing can end.</summary>
        internal static ConversationPlan PlanFor(ConversationPlan conversation) => conversation with
        {
            Kind = ConversationKind.Echo,

            // Two that have connected to each other have had no listener.
            Number = conversation.Kind == ConversationKind.SimultaneousOpen ? conversation.Number + 500 : conversation.Number,
            FromClient = Bytes,
            FromServer = Bytes,
            ClientAborts = -1,
            ServerAborts = -1,
            ReadPause = 0,
            ReadChunk = 3000,
            WriteChunk = 3000,
        };

        public override string ToString() => $"host {plan.Client} to host {plan.Server} port {plan.Port}{(plan.Over == AddressKind.Ipv4 ? "" : $" by its IPv6 {plan.Over} address")}, after {attempts - (FirstAttempt * (int)plan.Over)} attempts: {latest}";

        private bool Step()
        {
            while (true)
            {
                if (current != null)
                {
                    bool goesOn = current.Client!.Step();
                    latest = $"client {current.Client}, server {current.Server?.ToString() ?? "none"}";
                    if (goesOn)
                    {
                        return true;
                    }

                    if (current.Client.Succeeded)
                    {
                        Done = true;
                        DoneAt = host.Network.Scheduler.Microseconds;
                        return false;
                    }

                    current = null;
                    nextAt = host.Now + Retry;
                }

                if (host.Now < nextAt)
                {
                    host.WakeAt(nextAt);
                    return true;
                }

                OpenError error = OpenError.None;
                IPAddress? address = server();
                TcpConnection? connection = address is null ? null : host.TryConnect(address, plan.Port, out error);
                if (connection == null)
                {
                    latest = address is null ? "no address" : $"{error}, to {address}";
                    nextAt = host.Now + Retry;
                    continue;
                }

                KeepAlive.TurnOn(connection);
                current = ledger.Begin(plan, FirstAttempt + attempts++);
                current.BegunAt = host.Network.Scheduler.Microseconds;
                current.Client = new Talker(host, connection, current.FromClient, current.FromServer, current.ClientManner(host.Now));
            }
        }
    }
}
