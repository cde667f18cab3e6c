using Nano.Net;

namespace Nano.Cli
{
    /// <summary>What <c>nano serve</c> is asked for.</summary>
    internal sealed record ServeSettings
    {
        /// <summary>What to put the stack on.</summary>
        public required LinkSettings Link { get; init; }

        /// <summary>The stack's address.</summary>
        public required AddressAndPrefix Address { get; init; }

        /// <summary>The stack's router; null for none.</summary>
        public IPAddress? Gateway { get; init; }

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

            Link.Validate(Address);
            int[] ports = [.. new[] { Echo, Discard, Chargen }.OfType<int>()];
            if (ports.Distinct().Count() < ports.Length)
            {
                throw new CliException("--echo, --discard and --chargen: each needs a port of its own");
            }
        }
    }
}
