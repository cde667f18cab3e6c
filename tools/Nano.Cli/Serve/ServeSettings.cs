using Nano.Net;

namespace Nano.Cli
{
    /// <summary>What <c>nano serve</c> is asked for.</summary>
    internal sealed record ServeSettings
    {
        /// <summary>The name of the TAP interface.</summary>
        public required string Tap { get; init; }

        /// <summary>The stack's address.</summary>
        public required AddressAndPrefix Address { get; init; }

        /// <summary>The stack's router; null for none.</summary>
        public IPAddress? Gateway { get; init; }

        /// <summary>The kernel's address on the interface; null to leave it as it is.</summary>
        public AddressAndPrefix? HostAddress { get; init; }

        /// <summary>Port of the echo service; null for none.</summary>
        public int? Echo { get; init; }

        /// <summary>Port of the discard service; null for none.</summary>
        public int? Discard { get; init; }

        /// <summary>Port of the character generator; null for none.</summary>
        public int? Chargen { get; init; }

        /// <summary>Where to capture to; null for nowhere.</summary>
        public string? Capture { get; init; }

        /// <summary>Checks that the values go together.</summary>
        /// <exception cref="CliException">They do not.</exception>
        public void Validate()
        {
            if (Gateway is { } gateway && (!Address.IsHost(gateway) || gateway == Address.Address))
            {
                throw new CliException($"--gateway {gateway}: should be another host of {Address}, from {Address.Hosts()}");
            }

            if (HostAddress is { } host)
            {
                if (host.Length != Address.Length || !Address.IsHost(host.Address))
                {
                    throw new CliException($"--host-address {host}: should be in the network of --address {Address}, from {Address.Hosts()} with /{Address.Length}");
                }

                if (host.Address == Address.Address)
                {
                    throw new CliException($"--host-address {host}: is the stack's own address; give the kernel another one from {Address.Hosts()}");
                }
            }

            int[] ports = [.. new[] { Echo, Discard, Chargen }.OfType<int>()];
            if (ports.Distinct().Count() < ports.Length)
            {
                throw new CliException("--echo, --discard and --chargen: each needs a port of its own");
            }
        }
    }
}
