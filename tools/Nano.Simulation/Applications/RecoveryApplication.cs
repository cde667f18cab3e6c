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
        /// <summary>Attempts behind those of the conversation.</summary>
        private const int FirstAttempt = 10_000;

        private const int Bytes = 2000;

        /// <summary>Milliseconds until it tries again.</summary>
        private const int Retry = 1000;

        private readonly ConversationPlan plan;
        private readonly SimulatedHost host;
        private readonly IPAddress server;
        private readonly Ledger ledger;
        private Exchange? current;
        private long nextAt;
        private int attempts;
        private string latest = "nothing was tried";

        /// <param name="conversation">Whose server it talks to.</param>
        /// <param name="host">Where it runs.</param>
        /// <param name="server">The server's address.</param>
        /// <param name="ledger">Where its exchanges are written down.</param>
        internal RecoveryApplication(ConversationPlan conversation, SimulatedHost host, IPAddress server, Ledger ledger)
        {
            plan = PlanFor(conversation);
            this.host = host;
            this.server = server;
            this.ledger = ledger;
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

        public override string ToString() => $"host {plan.Client} to host {plan.Server} port {plan.Port}, after {attempts} attempts: {latest}";

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

                TcpConnection? connection = host.TryConnect(server, plan.Port, out OpenError error);
                if (connection == null)
                {
                    latest = error.ToString();
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
