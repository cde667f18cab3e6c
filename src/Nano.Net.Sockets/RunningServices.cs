using Nano.Net.Link;

namespace Nano.Net.Sockets
{
    /// <summary>The services of a stack that run, in the order in which they were started, and what all of them are told.</summary>
    /// <remarks>Used under the stack's lock. A change makes another array, so that a service that is told may start and stop any.</remarks>
    internal sealed class RunningServices
    {
        private StackService[] services = new StackService[0];

        internal RunningServices(NetworkStack stack)
        {
            stack.ipv4.claim.stateChanged += OnAddressState;
            stack.link.monitor.changed += OnLinkChanged;
            if (stack.internet.ipv6 != null)
            {
                stack.internet.ipv6.Watch(OnNetworkChanged);
            }
        }

        /// <summary>A service was started.</summary>
        internal void Add(StackService service)
        {
            StackService[] more = new StackService[services.Length + 1];
            for (int i = 0; i < services.Length; i++)
            {
                more[i] = services[i];
            }

            more[services.Length] = service;
            services = more;
        }

        /// <summary>A service was stopped.</summary>
        internal void Remove(StackService service)
        {
            StackService[] fewer = new StackService[services.Length - 1];
            int count = 0;
            for (int i = 0; i < services.Length; i++)
            {
                if (services[i] != service)
                {
                    fewer[count++] = services[i];
                }
            }

            services = fewer;
        }

        /// <summary>Stops all of them, the one that was started last first.</summary>
        internal void Stop()
        {
            while (services.Length > 0)
            {
                services[services.Length - 1].Stop();
            }
        }

        private void OnAddressState(AddressState state)
        {
            StackService[] told = services;
            for (int i = 0; i < told.Length; i++)
            {
                told[i].RunAddressState(state);
            }
        }

        private void OnNetworkChanged()
        {
            StackService[] told = services;
            for (int i = 0; i < told.Length; i++)
            {
                told[i].RunNetworkChanged();
            }
        }

        private void OnLinkChanged(bool isUp)
        {
            StackService[] told = services;
            for (int i = 0; i < told.Length; i++)
            {
                told[i].RunLinkChanged(isUp);
            }
        }
    }
}
