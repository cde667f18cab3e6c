using Nano.Emulator;

namespace Nano.Cli
{
    /// <summary>A TAP interface.</summary>
    /// <param name="Interface">Its name.</param>
    /// <param name="HostAddress">The kernel's address on it; null to leave it as it is.</param>
    /// <param name="Chip">The Ethernet chip by which it is reached; null for none.</param>
    internal sealed record TapLinkSettings(string Interface, AddressAndPrefix? HostAddress, string? Chip) : LinkSettings
    {
        /// <inheritdoc/>
        public override void Validate(AddressAndPrefix address)
        {
            // The kernel may have an address of the other family, too.
            if (HostAddress is not { } host || host.IsIpv6 != address.IsIpv6)
            {
                return;
            }

            if (host.Length != address.Length || !address.IsHost(host.Address))
            {
                throw new CliException($"--host-address {host}: should be in the network of --address {address}, from {address.Hosts()} with /{address.Length}");
            }

            if (host.Address == address.Address)
            {
                throw new CliException($"--host-address {host}: is the stack's own address; give the kernel another one from {address.Hosts()}");
            }
        }

        /// <inheritdoc/>
        public override ServeLink Open(AddressAndPrefix address)
        {
            if (!OperatingSystem.IsLinux())
            {
                throw new CliException("TAP devices are a matter of Linux; `nano demo` needs none, on any system");
            }

            try
            {
                TapOptions options = Options();
                var tap = new TapLink(new TapDevice(HostAddress is { } host ? options with { HostAddress = host.Address, PrefixLength = host.Length } : options), HostAddress != null);
                return Chip == null ? tap : new ChipLink(tap, Chip);
            }
            catch (TapException e)
            {
                throw new CliException(e.Message);
            }
        }

        private TapOptions Options()
        {
            try
            {
                return new TapOptions { Name = Interface };
            }
            catch (ArgumentException)
            {
                throw new CliException($"--tap '{Interface}': an interface's name should be 1 to 15 ASCII characters without space, '/' and ':', such as nano0");
            }
        }
    }
}
