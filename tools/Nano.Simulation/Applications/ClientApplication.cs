using Nano.Net;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Connects to a server, as often as the plan says, and talks to it.</summary>
    /// <param name="plan">What it says.</param>
    /// <param name="server">Finds the server's address of the moment; null where it has none yet.</param>
    /// <param name="ledger">Where exchanges are written down.</param>
    internal sealed class ClientApplication(ConversationPlan plan, Func<IPAddress?> server, Ledger ledger) : IClient
    {
        /// <summary>Milliseconds until it tries again where its host had no connection left.</summary>
        private const int Retry = 500;

        /// <summary>How often it tries again where nobody answers: for longer than any fault lasts that ends by itself.</summary>
        private const int MostTries = 200;

        private SimulatedHost host = null!;
        private Exchange? current;
        private long nextAt;
        private int attempts;

        // The exchange whose server was not found, and how often.
        private Exchange? unfound;
        private int tries;

        public bool Done { get; private set; }

        public void Start(SimulatedHost on, long notBefore)
        {
            host = on;
            nextAt = on.Now + notBefore;
            current = null;
            unfound = null;
            on.Run(Step);
        }

        public void Lose()
        {
            if ((current ?? unfound) is { } lost)
            {
                lost.ClientLost = true;
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

                    bool again = current is { Client.FoundNobody: true, Server: null, ServerLost: false } && plan.Server >= 0 && ++tries < MostTries;
                    unfound = again ? current : null;
                    nextAt = host.Now + (again ? Retry : plan.Pause);
                    current = null;
                }

                if (unfound == null && attempts == plan.Attempts)
                {
                    Done = true;
                    return false;
                }

                if (host.Now < nextAt)
                {
                    host.WakeAt(nextAt);
                    return true;
                }

                IPAddress? address = server();
                TcpConnection? connection = address is null ? null : host.TryConnect(address, plan.Port, out _);
                if (connection == null)
                {
                    nextAt = host.Now + Retry;
                    host.WakeAt(nextAt);
                    return true;
                }

                KeepAlive.TurnOn(connection);
                current = unfound ?? ledger.Begin(plan, attempts++);
                unfound = null;
                current.BegunAt = host.Network.Scheduler.Microseconds;
                current.Client = new Talker(host, connection, current.FromClient, current.FromServer, current.ClientManner(host.Now));
            }
        }
    }
}
