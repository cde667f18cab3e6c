using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>
    /// Any number of hosts in virtual time, on one thread. Each is polled when it is added, when a frame arrives, when the
    /// time has come that it named, and when it is kicked; the order is always the same.
    /// </summary>
    public sealed class VirtualNetwork
    {
        private readonly List<VirtualHost> hosts = [];

        /// <summary>Makes one without hosts.</summary>
        /// <param name="scheduler">Whose time it runs in: that of the hosts' wires. A new one by default.</param>
        public VirtualNetwork(VirtualScheduler? scheduler = null)
        {
            Scheduler = scheduler ?? new VirtualScheduler();
        }

        /// <summary>Its time; run it to run the hosts.</summary>
        public VirtualScheduler Scheduler { get; }

        /// <summary>The hosts, in the order in which they were added.</summary>
        public IReadOnlyList<VirtualHost> Hosts => hosts;

        /// <summary>Adds a host.</summary>
        /// <param name="device">What it sends and receives by: a port of a wire or switch under the same scheduler.</param>
        /// <param name="poll">Lets it work.</param>
        /// <param name="name">What it is called in messages; by default the device's name.</param>
        public VirtualHost Add(ILinkDevice device, PollHandler poll, string? name = null)
        {
            ArgumentNullException.ThrowIfNull(device);
            ArgumentNullException.ThrowIfNull(poll);
            if (device is WirePort port && port.Scheduler != Scheduler)
            {
                throw new ArgumentException($"Port {port} is of a wire under another scheduler.", nameof(device));
            }

            var host = new VirtualHost(Scheduler, name ?? device.ToString()!, device, poll);
            hosts.Add(host);
            host.Start();
            return host;
        }

        /// <summary>Takes a host out, as one that is switched off. Its port may go to another.</summary>
        /// <returns>Whether it was there.</returns>
        public bool Remove(VirtualHost host)
        {
            if (!hosts.Remove(host))
            {
                return false;
            }

            host.Stop();
            return true;
        }
    }
}
