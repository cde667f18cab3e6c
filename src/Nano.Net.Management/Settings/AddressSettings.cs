using System;
using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Net.Management
{
    /// <summary>
    /// The settings of a host's IPv4 address: by DHCP, or static with the length of its network's prefix and a router. A new one is
    /// tried, and undone where nobody confirms it by that address (<see cref="DeviceSettings.TrialTime"/>).
    /// </summary>
    public sealed class AddressSettings
    {
        private const string Dhcp = "dhcp";
        private const string Static = "static";
        private const string Mode = "address_mode";
        private const string Address = "address";
        private const string Prefix = "prefix_length";
        private const string Gateway = "gateway";

        private readonly StackRunner runner;
        private readonly DhcpClient client;
        private readonly DeviceSettings settings;

        /// <summary>Adds the fields; to be made before the settings are loaded.</summary>
        /// <param name="settings">The settings.</param>
        /// <param name="runner">Runs the stack.</param>
        /// <param name="client">Gets an address by DHCP; null where there is nobody who does, and the address is always static.</param>
        /// <param name="address">The static address where no other was kept; null for none, which goes with a client.</param>
        /// <param name="prefixLength">Bits of its network's prefix, 1 to 30.</param>
        /// <param name="gateway">Its router; null for none.</param>
        /// <exception cref="ArgumentNullException">Settings or runner are missing.</exception>
        /// <exception cref="ArgumentException">There is neither a client nor an address.</exception>
        public AddressSettings(DeviceSettings settings, StackRunner runner, DhcpClient client, IPAddress address, int prefixLength, IPAddress gateway)
        {
            if (settings == null || runner == null)
            {
                throw new ArgumentNullException(settings == null ? "settings" : "runner");
            }

            if (client == null && address == null)
            {
                throw new ArgumentException("an address is needed where there is no DHCP client");
            }

            this.settings = settings;
            this.runner = runner;
            this.client = client;
            const string group = "Network";
            settings.Add(new SettingsField(Mode, SettingsType.Choice, address == null ? Dhcp : Static)
            {
                Group = group,
                IsTried = true,
                Choices = client == null ? new string[] { Static } : new string[] { Dhcp, Static },
            });
            settings.Add(new SettingsField(Address, SettingsType.Address, TextOf(address)) { Group = group, IsTried = true });
            settings.Add(new SettingsField(Prefix, SettingsType.Number, (address == null ? 24 : prefixLength).ToString()) { Group = group, IsTried = true, Minimum = 1, Maximum = 30 });
            settings.Add(new SettingsField(Gateway, SettingsType.Address, TextOf(gateway)) { Group = group, IsTried = true });
            settings.Checking += Check;
            settings.TrialChanged += ApplyTried;
        }

        /// <summary>Makes the address hold that the settings say. To be called once they are loaded, and the client is started where it should be asked.</summary>
        public void Apply()
        {
            lock (runner.sync)
            {
                if (settings.Get(Mode) == Static)
                {
                    IPAddress gateway;
                    if (client != null)
                    {
                        client.Stop();
                    }

                    runner.BeginCall();
                    runner.stack.Configure(
                        IPAddress.Parse(settings.Get(Address)),
                        settings.Find(Prefix).Number,
                        IPAddress.TryParse(settings.Get(Gateway), out gateway) ? gateway : IPAddress.Any);
                    runner.EndCall();
                }
                else if (!client.IsRunning)
                {
                    runner.BeginCall();
                    runner.stack.Configure(IPAddress.Any, 0, IPAddress.Any);
                    runner.EndCall();
                    client.Start();
                }
            }
        }

        private static string TextOf(IPAddress address)
        {
            return address == null || address == IPAddress.Any ? "" : address.ToString();
        }

        private void ApplyTried(DeviceSettings sender)
        {
            Apply();
        }

        private void Check(DeviceSettings sender)
        {
            if (settings.GetWanted(Mode) != Static)
            {
                return;
            }

            IPAddress address;
            if (!IPAddress.TryParse(settings.GetWanted(Address), out address) || !IsHost(address, PrefixWanted))
            {
                settings.Refuse(Address, "It must be the IPv4 address of a host, such as 192.168.1.20.");
                return;
            }

            string router = settings.GetWanted(Gateway);
            IPAddress gateway;
            if (router.Length > 0
                && (!IPAddress.TryParse(router, out gateway) || !IsHost(gateway, PrefixWanted) || gateway == address || Network(gateway) != Network(address)))
            {
                settings.Refuse(Gateway, "It must be another host of the same network, or nothing.");
            }
        }

        private int PrefixWanted
        {
            get
            {
                // It is a number: it was checked by itself before.
                int length;
                return SettingsField.TryReadNumber(settings.GetWanted(Prefix), out length) ? length : 0;
            }
        }

        private uint Network(IPAddress address)
        {
            return address.value >> (32 - PrefixWanted);
        }

        // Nor the first or last address of its network.
        private static bool IsHost(IPAddress address, int prefixLength)
        {
            uint mask = 0xFFFFFFFF >> prefixLength;
            uint host = address.value & mask;
            return address.ipv6 == null && HostAddress.IsValid(address.value) && host != 0 && host != mask;
        }
    }
}
