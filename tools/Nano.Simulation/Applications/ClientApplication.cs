using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Connects to a server, as often as the plan says, and talks to it.</summary>
    internal sealed class ClientApplication(ConversationPlan plan, IPAddress server, Ledger ledger) : IClient
    {
        /// <summary>Milliseconds until it tries again where its host had no connection left.</summary>
        private const int Retry = 500;

        private SimulatedHost host = null!;
        private Exchange? current;
        private long nextAt;
        private int attempts;

        public bool Done { get; private set; }

        public void Start(SimulatedHost on, long notBefore)
        {
            host = on;
            nextAt = on.Now + notBefore;
            current = null;
            on.Run(Step);
        }

        public void Lose()
        {
            if (current != null)
            {
                current.ClientLost = true;
            }
        }

        private bool Step()
        {
            while (true)
            {
                if (current != null)
                {
                    if (current.Client!.Step())
                    {
                        return true;
                    }

                    current = null;
                    nextAt = host.Now + plan.Pause;
                }

                if (attempts == plan.Attempts)
                {
                    Done = true;
                    return false;
                }

                if (host.Now < nextAt)
                {
                    host.WakeAt(nextAt);
                    return true;
                }

                TcpConnection? connection = host.TryConnect(server, plan.Port, out _);
                if (connection == null)
                {
                    nextAt = host.Now + Retry;
                    host.WakeAt(nextAt);
                    return true;
                }

                KeepAlive.TurnOn(connection);
                current = ledger.Begin(plan, attempts++);
                current.BegunAt = host.Network.Scheduler.Microseconds;
                current.Client = new Talker(host, connection, current.FromClient, current.FromServer, current.ClientManner(host.Now));
            }
        }
    }
}
