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

        /// <summary>The stack's IPv4 address; <see cref="AddressAndPrefix.None"/> where it asks a DHCP server for one, or has none.</summary>
        public required AddressAndPrefix Address { get; init; }

        /// <summary>The IPv6 address that it is given; null where it has only those that it makes of prefixes.</summary>
        public AddressAndPrefix? Ipv6Address { get; init; }

        /// <summary>Whether it has IPv6.</summary>
        public bool HasIpv6 { get; init; }

        /// <summary>Whether its IPv4 address is given.</summary>
        public bool HasIpv4 => Address != AddressAndPrefix.None;

        /// <summary>The stack's name, for the network and for the DHCP server; null for none.</summary>
        public string? Name { get; init; }

        /// <summary>Whether the IPv4 address is asked for by DHCP.</summary>
        public bool Dhcp { get; init; }

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

        /// <summary>One more host name that requests of HTTP may name; null for none.</summary>
        public string? HostName { get; init; }

        /// <summary>The password of the user admin, by HTTP Digest; null for none.</summary>
        public string? Password { get; init; }

        /// <summary>Whether one has to log in to read, too.</summary>
        public bool ReadingNeedsLogin { get; init; }

        /// <summary>Where settings are kept that the page may change; null for nowhere.</summary>
        public string? SettingsFile { get; init; }

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

            if (!HasIpv6 && Ipv6Address is { } unwanted)
            {
                throw new CliException($"--no-ipv6: the stack is given an IPv6 address, {unwanted}");
            }

            if (!HasIpv6 && !Dhcp && !HasIpv4)
            {
                throw new CliException("which address? --address ADDRESS/LENGTH, or --dhcp to ask for one");
            }

            if (IsIpv6(Gateway))
            {
                ValidateIpv6Gateway(Gateway!);
            }
            else if (Dhcp)
            {
                ValidateDhcp();
            }
            else if (HasIpv4)
            {
                ValidateAddress();
            }
            else if (Gateway is { } gateway)
            {
                throw new CliException($"--gateway {gateway}: goes with an IPv4 address");
            }

            if (HasIpv4)
            {
                Link.Validate(Address);
            }

            int[] ports = [.. new[] { Echo, Discard, Chargen, Http, Push }.OfType<int>()];
            if (ports.Distinct().Count() < ports.Length)
            {
                throw new CliException("--echo, --discard, --chargen, --http and --push: each needs a port of its own");
            }

            if (Http == null && (Token != null || Push != null || HostName != null))
            {
                throw new CliException($"{(Token != null ? "--token" : Push != null ? "--push" : "--host-name")} goes with --http PORT");
            }

            if (HostName != null && (HostName.Length > 253 || Uri.CheckHostName(HostName) == UriHostNameType.Unknown))
            {
                throw new CliException($"--host-name '{HostName}': should be a host name or an address, without a port, such as device.example.org");
            }

            if (Http == null && (Password != null || SettingsFile != null || ReadingNeedsLogin))
            {
                throw new CliException($"{(Password != null ? "--password" : SettingsFile != null ? "--settings" : "--login-to-read")} goes with --http PORT");
            }

            if (ReadingNeedsLogin && ((Password == null && Token == null && SettingsFile == null) || Push != null))
            {
                throw new CliException("--login-to-read goes with --password, --token or --settings, and not with --push, which asks nobody who he is");
            }

            if (SettingsFile != null)
            {
                Destination.WritableFile("--settings", SettingsFile + ".0");
                Destination.WritableFile("--settings", SettingsFile + ".1");
            }

            if (Password is { Length: 0 })
            {
                throw new CliException("--password: should have one character at least");
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
        }

        // Routers announce themselves; one that does not is known by its address on the link.
        private void ValidateIpv6Gateway(IPAddress gateway)
        {
            if (!HasIpv6 || !gateway.IsIPv6LinkLocal)
            {
                throw new CliException(
                    HasIpv6 ? $"--gateway {gateway}: of an IPv6 router, it should be the link-local address, such as fe80::1" : "--gateway: an IPv6 router goes not with --no-ipv6");
            }
        }

        private static bool IsIpv6(IPAddress? address) => address?.GetAddressBytes().Length > 4;

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
