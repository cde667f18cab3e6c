using Nano.Net;
using Nano.Net.Services;

namespace Nano.Cli
{
    /// <summary>What a device tells, and where.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Port">The port of the dashboard.</param>
    /// <param name="Token">What has to be named to set something or to capture; null to let nobody do so.</param>
    /// <param name="PushPort">The port on which samples are pushed; 0 for none.</param>
    /// <param name="Interval">Milliseconds from one sample to the next.</param>
    /// <param name="Seed">What the simulated sensor's noise is drawn from.</param>
    /// <param name="Connections">HTTP connections at once.</param>
    /// <param name="HostName">One more host name that requests may name: that of a proxy; null for none.</param>
    internal sealed record TelemetrySettings(string Name, int Port, string? Token, int PushPort, int Interval, ulong Seed, int Connections = 64, string? HostName = null)
    {
        /// <summary>The password of the user admin; null for none.</summary>
        public string? Password { get; init; }

        /// <summary>Whether one has to log in to read, too.</summary>
        public bool ReadingNeedsLogin { get; init; }

        /// <summary>Where settings are kept, which the page may change then; null for nowhere.</summary>
        public string? SettingsFile { get; init; }

        /// <summary>Gets the device its address; null where it has its own.</summary>
        public DhcpClient? Dhcp { get; init; }

        /// <summary>The device's own address; null where it has none.</summary>
        public IPAddress? Address { get; init; }

        /// <summary>Bits of the prefix of that address's network.</summary>
        public int PrefixLength { get; init; }

        /// <summary>The device's router; null for none.</summary>
        public IPAddress? Gateway { get; init; }
    }
}
