using Nano.Net;
using Nano.Net.Tcp;
using Nano.Net.Udp;

namespace Nano.Simulation
{
    /// <summary>An application that takes all connections, paths and UDP sockets of its host, and gives them back after a while.</summary>
    internal sealed class Hoarder
    {
        /// <summary>Hosts behind this one are not there; each connection goes to another one, so that each takes a path.</summary>
        private const int FirstStranger = 150;

        private const int Most = 64;

        private readonly SimulatedHost host;
        private readonly List<TcpConnection> connections = [];
        private readonly List<UdpEndpoint> sockets = [];

        internal Hoarder(SimulatedHost host)
        {
            this.host = host;
            host.Act(Take);
        }

        /// <summary>Gives all of it back.</summary>
        /// <param name="running">The host that runs now: what one had that has lost its power is gone.</param>
        internal void Release(SimulatedHost? running)
        {
            if (running == host)
            {
                host.Act(Return);
            }
        }

        private void Return()
        {
            foreach (TcpConnection connection in connections)
            {
                connection.Abort();
                connection.Close();
            }

            foreach (UdpEndpoint socket in sockets)
            {
                socket.Close();
            }
        }

        // By IPv6 where there is no IPv4.
        private IPAddress StrangerOf(int number) => host.Stack.Address.value != 0 || host.Ipv6 == null
            ? HostPlan.AddressOf(FirstStranger + number)
            : AddressBook.ToAddress(HostPlan.LinkLocalPrefix + FirstStranger + (UInt128)number);

        private void Take()
        {
            for (int i = 0; i < Most && host.Stack.udp.Open() is { } socket; i++)
            {
                sockets.Add(socket);
                if (socket.Bind(0))
                {
                    socket.Connect(StrangerOf(i), 9);
                }
            }

            for (int i = 0; i < Most && host.TryConnect(StrangerOf(i), 9, out _) is { } connection; i++)
            {
                connections.Add(connection);
            }
        }
    }
}
