using System.Threading;
using System.Threading.Tasks;
using Nano.Net.Sockets;

namespace Nano.Net
{
    // What only .NET has: finding hosts without a thread that waits.
    public static partial class Dns
    {
        /// <summary>Finds a host; waits without a thread.</summary>
        /// <param name="hostNameOrAddress">As <see cref="GetHostEntry(string)"/> takes it.</param>
        public static Task<IPHostEntry> GetHostEntryAsync(string hostNameOrAddress)
        {
            return GetHostEntryAsync(hostNameOrAddress, CancellationToken.None);
        }

        /// <summary>Finds a host; waits without a thread.</summary>
        /// <param name="hostNameOrAddress">As <see cref="GetHostEntry(string)"/> takes it.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        public static Task<IPHostEntry> GetHostEntryAsync(string hostNameOrAddress, CancellationToken cancellationToken)
        {
            return GetHostEntryAsync(hostNameOrAddress, AddressFamily.Unspecified, cancellationToken);
        }

        /// <summary>Finds a host, and of its addresses those of one family; waits without a thread.</summary>
        /// <param name="hostNameOrAddress">As <see cref="GetHostEntry(string)"/> takes it.</param>
        /// <param name="family">The family; <see cref="AddressFamily.Unspecified"/> for all.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        public static Task<IPHostEntry> GetHostEntryAsync(string hostNameOrAddress, AddressFamily family, CancellationToken cancellationToken = default)
        {
            return FindAsync(StackRunner.Default, hostNameOrAddress, family, cancellationToken);
        }

        /// <summary>Finds a host by its address, as <see cref="GetHostEntry(IPAddress)"/> does: nothing is waited for.</summary>
        /// <param name="address">The address.</param>
        public static Task<IPHostEntry> GetHostEntryAsync(IPAddress address)
        {
            return Task.FromResult(GetHostEntry(address));
        }

        /// <summary>The addresses of a host; waits without a thread.</summary>
        /// <param name="hostNameOrAddress">As <see cref="GetHostEntry(string)"/> takes it.</param>
        public static Task<IPAddress[]> GetHostAddressesAsync(string hostNameOrAddress)
        {
            return GetHostAddressesAsync(hostNameOrAddress, CancellationToken.None);
        }

        /// <summary>The addresses of a host; waits without a thread.</summary>
        /// <param name="hostNameOrAddress">As <see cref="GetHostEntry(string)"/> takes it.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        public static Task<IPAddress[]> GetHostAddressesAsync(string hostNameOrAddress, CancellationToken cancellationToken)
        {
            return GetHostAddressesAsync(hostNameOrAddress, AddressFamily.Unspecified, cancellationToken);
        }

        /// <summary>The addresses of a host that are of one family; waits without a thread.</summary>
        /// <param name="hostNameOrAddress">As <see cref="GetHostEntry(string)"/> takes it.</param>
        /// <param name="family">The family; <see cref="AddressFamily.Unspecified"/> for all.</param>
        /// <param name="cancellationToken">Ends the waiting.</param>
        public static async Task<IPAddress[]> GetHostAddressesAsync(string hostNameOrAddress, AddressFamily family, CancellationToken cancellationToken = default)
        {
            return (await GetHostEntryAsync(hostNameOrAddress, family, cancellationToken).ConfigureAwait(false)).AddressList;
        }

        internal static async Task<IPHostEntry> FindAsync(StackRunner runner, string name, AddressFamily family, CancellationToken cancellationToken)
        {
            return IsOwnName(runner, name)
                ? Find(runner, name, family)
                : Entry(runner, name, await runner.ResolveAsync(name, family, cancellationToken).ConfigureAwait(false));
        }
    }
}
