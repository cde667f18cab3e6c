using Nano.Net;
using Nano.Net.Http;
using Nano.Net.Services;

namespace Nano.Cli
{
    /// <summary>What <c>nano serve</c> is asked for.</summary>
    internal sealed record ServeSettings
    {
        /// <summary>What to put the stack on.</summary>
        public required LinkSettings Link { get; init; }

        /// <summary>The stack's address; <see cref="AddressAndPrefix.None"/> where it asks a DHCP server for one.</summary>
        public required AddressAndPrefix Address { get; init; }

        /// <summary>The stack's name, for the network and for the DHCP server; null for none.</summary>
        public string? Name { get; init; }

        /// <summary>Whether the address is asked for by DHCP.</summary>
        public bool Dhcp => Address == AddressAndPrefix.None;

        /// <summary>The stack's router; null for none.</summary>
        public IPAddress? Gateway { get; init; }

        /// <summary>Port of the echo service; null for none.</summary>
        public int? Echo { get; init; }

        /// <summary>Port of the discard service; null for none.</summary>
        public int? Discard { get; init; }

        /// <summary>Port of the character generator; null for none.</summary>
        public int? Chargen { get; init; }

        /// <summary>Port of the dashboard; null for none.</summary>
        public int? Http { get; init; }

        /// <summary>What has to be named to set something by HTTP, or to capture; null to let nobody do so.</summary>
        public string? Token { get; init; }

        /// <summary>Port on which samples are pushed; null for none.</summary>
        public int? Push { get; init; }

        /// <summary>Where to capture to; null for nowhere.</summary>
        public string? Capture { get; init; }

        /// <summary>Checks that the values go together.</summary>
        /// <exception cref="CliException">They do not.</exception>
        public void Validate()
        {
            if (Name != null)
            {
                ValidateName();
            }

            if (Dhcp)
            {
                ValidateDhcp();
            }
            else
            {
                ValidateAddress();
            }

            int[] ports = [.. new[] { Echo, Discard, Chargen, Http, Push }.OfType<int>()];
            if (ports.Distinct().Count() < ports.Length)
            {
                throw new CliException("--echo, --discard, --chargen, --http and --push: each needs a port of its own");
            }

            if (Http == null && (Token != null || Push != null))
            {
                throw new CliException($"{(Token != null ? "--token" : "--push")} goes with --http PORT");
            }

            if (Token != null)
            {
                ValidateToken(Token);
            }
        }

        // The token itself is told to nobody, not even where it is wrong.
        private static void ValidateToken(string token)
        {
            try
            {
                _ = new BearerToken(token);
            }
            catch (ArgumentException e)
            {
                throw new CliException($"--token: {e.Message}");
            }
        }

        private void ValidateAddress()
        {
            if (Gateway is { } gateway && (!Address.IsHost(gateway) || gateway == Address.Address))
            {
                throw new CliException($"--gateway {gateway}: should be another host of {Address}, from {Address.Hosts()}");
            }

            Link.Validate(Address);
        }

        private void ValidateDhcp()
        {
            if (Gateway != null)
            {
                throw new CliException("--gateway: with --dhcp, the server says which router there is");
            }
        }

        private void ValidateName()
        {
            try
            {
                new MdnsOptions { HostName = Name }.Validate();
            }
            catch (ArgumentException)
            {
                throw new CliException($"--name '{Name}': should be 1 to 63 letters, digits and hyphens, such as nano");
            }
        }
    }
}
