using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Simulation
{
    /// <summary>A stack in virtual time, and the applications on it: each is asked after every poll to do what it can.</summary>
    internal sealed class SimulatedHost
    {
        private readonly List<Func<bool>> applications = [];
        private VirtualHost? host;

        internal SimulatedHost(VirtualNetwork network, ILinkDevice port, StackOptions options)
        {
            Stack = new NetworkStack(port, options);
            host = network.Add(port, Poll);
            Network = network;
        }

        internal NetworkStack Stack { get; }

        internal VirtualNetwork Network { get; }

        internal TcpLayer Tcp => Stack.tcp;

        /// <summary>Adds an application: called after every poll until it returns false.</summary>
        internal void Run(Func<bool> application)
        {
            applications.Add(application);
            host!.Kick();
        }

        internal TcpConnection Connect(IPAddress address, int port)
        {
            Stack.context.now = Network.Scheduler.Milliseconds;
            TcpConnection? connection = Tcp.Connect(address, port, 0, out OpenError error);
            Assert.True(connection != null, $"connect failed: {error}");
            host!.Kick();
            return connection!;
        }

        internal void Act(Action action)
        {
            Stack.context.now = Network.Scheduler.Milliseconds;
            action();
            host!.Kick();
        }

        private int Poll(long now)
        {
            int wait = Stack.Poll(now);
            for (int i = 0; i < applications.Count; i++)
            {
                if (!applications[i]())
                {
                    applications.RemoveAt(i--);
                }
            }

            long due = Stack.context.timers.NextDue();
            return wait == 0 || due <= now ? 0 : due == long.MaxValue ? NetworkStack.Forever : (int)Math.Min(int.MaxValue - 1L, due - now);
        }
    }
}
