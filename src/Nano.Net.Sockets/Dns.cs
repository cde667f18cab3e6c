using System;
using Nano.Net.Sockets;

namespace Nano.Net
{
    /// <summary>Names and addresses of hosts, as <c>System.Net.Dns</c> has it, by the default stack and its <see cref="StackRunner.NameResolver"/>.</summary>
    /// <remarks>An address is its own name: names are not looked up by address.</remarks>
    public static partial class Dns
    {
        // What a host without a name calls itself.
        private const string NoName = "localhost";

        /// <summary>The name of this host (<see cref="StackRunner.HostName"/>); "localhost" where it has none.</summary>
        public static string GetHostName()
        {
            return NameOf(StackRunner.Default);
        }

        /// <summary>Finds a host.</summary>
        /// <param name="hostNameOrAddress">An address, a name, or nothing ("") for this host.</param>
        /// <exception cref="ArgumentNullException">There is no string.</exception>
        /// <exception cref="SocketException">The name cannot be resolved, as <see cref="INameResolver.Resolve"/> says, or there is nobody to resolve it (<see cref="SocketError.NoRecovery"/>).</exception>
        public static IPHostEntry GetHostEntry(string hostNameOrAddress)
        {
            return GetHostEntry(hostNameOrAddress, AddressFamily.Unspecified);
        }

        /// <summary>Finds a host by its address: the address is its name, where it is not this host's.</summary>
        /// <param name="address">The address.</param>
        /// <exception cref="ArgumentNullException">There is none.</exception>
        public static IPHostEntry GetHostEntry(IPAddress address)
        {
            return Find(StackRunner.Default, address);
        }

        /// <summary>Finds a host, and of its addresses those of one family.</summary>
        /// <param name="hostNameOrAddress">An address, a name, or nothing ("") for this host.</param>
        /// <param name="family">The family; <see cref="AddressFamily.Unspecified"/> for all.</param>
        /// <exception cref="SocketException">As <see cref="GetHostEntry(string)"/> says; or it has no address of that family (<see cref="SocketError.NoData"/>).</exception>
        public static IPHostEntry GetHostEntry(string hostNameOrAddress, AddressFamily family)
        {
            return Find(StackRunner.Default, hostNameOrAddress, family);
        }

        /// <summary>The addresses of a host.</summary>
        /// <param name="hostNameOrAddress">An address, a name, or nothing ("") for this host.</param>
        /// <exception cref="ArgumentNullException">There is no string.</exception>
        /// <exception cref="SocketException">As <see cref="GetHostEntry(string)"/> says.</exception>
        public static IPAddress[] GetHostAddresses(string hostNameOrAddress)
        {
            return GetHostAddresses(hostNameOrAddress, AddressFamily.Unspecified);
        }

        /// <summary>The addresses of a host that are of one family.</summary>
        /// <param name="hostNameOrAddress">An address, a name, or nothing ("") for this host.</param>
        /// <param name="family">The family; <see cref="AddressFamily.Unspecified"/> for all.</param>
        /// <exception cref="SocketException">As <see cref="GetHostEntry(string)"/> says; or it has no address of that family (<see cref="SocketError.NoData"/>).</exception>
        public static IPAddress[] GetHostAddresses(string hostNameOrAddress, AddressFamily family)
        {
            return GetHostEntry(hostNameOrAddress, family).AddressList;
        }

        internal static string NameOf(StackRunner runner)
        {
            return runner.HostName ?? NoName;
        }

        internal static IPHostEntry Find(StackRunner runner, string name, AddressFamily family)
        {
            return IsOwnName(runner, name)
                ? Entry(runner, name, OfFamily(runner.GetOwnAddresses(), family))
                : Entry(runner, name, runner.Resolve(name, family));
        }

        internal static IPHostEntry Find(StackRunner runner, IPAddress address)
        {
            if (address is null)
            {
                throw new ArgumentNullException("address");
            }

            return Entry(runner, runner.IsOwn(address) ? "" : address.ToString(), new IPAddress[] { address });
        }

        // Whether it is this host that is asked for.
        private static bool IsOwnName(StackRunner runner, string name)
        {
            if (name == null)
            {
                throw new ArgumentNullException("hostNameOrAddress");
            }

            return name.Length == 0 || (runner.HostName != null && name.ToLower() == runner.HostName.ToLower());
        }

        // Those addresses of a list that are of one family, in their order.
        private static IPAddress[] OfFamily(IPAddress[] addresses, AddressFamily family)
        {
            int count = 0;
            for (int i = 0; i < addresses.Length; i++)
            {
                if (family == AddressFamily.Unspecified || addresses[i].AddressFamily == family)
                {
                    addresses[count++] = addresses[i];
                }
            }

            if (count == 0)
            {
                throw new SocketException(SocketError.NoData);
            }

            IPAddress[] chosen = new IPAddress[count];
            Array.Copy(addresses, 0, chosen, 0, count);
            return chosen;
        }

        private static IPHostEntry Entry(StackRunner runner, string name, IPAddress[] addresses)
        {
            return new IPHostEntry { HostName = name.Length == 0 ? NameOf(runner) : name, AddressList = addresses };
        }
    }
}
