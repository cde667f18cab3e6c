using System;
using Nano.Net.Internet;

namespace Nano.Net.Sockets
{
    // Addresses: those of this host, and those of others by name.
    public sealed partial class StackRunner
    {
        /// <summary>The addresses of a host; one at least. Those that suit this host's own best come first (RFC 6724 section 6).</summary>
        /// <param name="hostName">An address, or a name.</param>
        /// <param name="family">Of which family; <see cref="AddressFamily.Unspecified"/> for all.</param>
        /// <exception cref="SocketException">The name cannot be resolved, there is nobody to resolve it, or the address is of another family.</exception>
        internal IPAddress[] Resolve(string hostName, AddressFamily family)
        {
            return Literal(hostName, family) ?? Sorted(ResolverOrFail().Resolve(hostName, family));
        }

        /// <summary>This host's addresses that are in use, IPv4's first.</summary>
        /// <returns>The addresses at the moment; empty where there is none yet.</returns>
        public IPAddress[] GetOwnAddresses()
        {
            lock (sync)
            {
                IPAddress[] first = stack.internet.ipv4.GetOwnAddresses();
                if (stack.internet.ipv6 == null)
                {
                    return first;
                }

                IPAddress[] second = stack.internet.ipv6.GetOwnAddresses();
                IPAddress[] all = new IPAddress[first.Length + second.Length];
                Array.Copy(first, 0, all, 0, first.Length);
                Array.Copy(second, 0, all, first.Length, second.Length);
                return all;
            }
        }

        /// <summary>Whether an address is this host's, and in use.</summary>
        internal bool IsOwn(IPAddress address)
        {
            InternetProtocol protocol = stack.internet.ProtocolOf(address);
            return protocol != null && protocol.IsOwn(address);
        }

        /// <summary>Whether the stack has IPv6.</summary>
        internal bool HasIPv6
        {
            get { return stack.internet.ipv6 != null; }
        }

        /// <summary>What a socket hears that is bound to an address, as <see cref="Binding"/> has it.</summary>
        /// <param name="address">The address.</param>
        /// <param name="ipv6Only">Whether <see cref="IPAddress.IPv6Any"/> keeps out IPv4.</param>
        internal IPAddress BindingOf(IPAddress address, bool ipv6Only)
        {
            if (address.IsIPv4MappedToIPv6)
            {
                address = address.MapToIPv4();
            }

            return address.IsUnspecified() && (!HasIPv6 || (address.ipv6 != null && !ipv6Only)) ? null : address;
        }

        /// <summary>What a socket of a family hears on all addresses, as <see cref="Binding"/> has it.</summary>
        internal IPAddress BindingOf(AddressFamily family)
        {
            return family == AddressFamily.InterNetwork && HasIPv6 ? IPAddress.Any : null;
        }

        /// <summary>Refuses an address that a socket cannot be bound to.</summary>
        /// <exception cref="SocketException">It is not this host's, nor <see cref="IPAddress.Any"/> or <see cref="IPAddress.IPv6Any"/>.</exception>
        internal void CheckLocal(IPAddress address)
        {
            InternetProtocol protocol = stack.internet.ProtocolOf(address);
            if (protocol == null || (!address.IsUnspecified() && !IsOwn(address)))
            {
                throw new SocketException(SocketError.AddressNotAvailable);
            }
        }

        // The address that a text is; null where it is a name.
        private static IPAddress[] Literal(string hostName, AddressFamily family)
        {
            IPAddress address;
            if (!IPAddress.TryParse(hostName, out address))
            {
                return null;
            }

            if (family != AddressFamily.Unspecified && address.AddressFamily != family)
            {
                throw new SocketException(SocketError.NoData);
            }

            return new IPAddress[] { address };
        }

        // What a resolver has found, in the order in which it is to be tried. It is the resolver's array, perhaps.
        private IPAddress[] Sorted(IPAddress[] found)
        {
            IPAddress[] sorted = new IPAddress[found.Length];
            Array.Copy(found, 0, sorted, 0, found.Length);
            lock (sync)
            {
                AddressOrder.Sort(stack.internet, sorted);
            }

            return sorted;
        }

        private INameResolver ResolverOrFail()
        {
            INameResolver resolver = NameResolver;
            if (resolver == null)
            {
                throw new SocketException(SocketError.NoRecovery);
            }

            return resolver;
        }
    }
}
