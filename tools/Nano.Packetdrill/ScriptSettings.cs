using System.Globalization;
using System.Numerics;
using System.Text;
using Nano.Net;

namespace Nano.Packetdrill
{
    /// <summary>
    /// What packetdrill was told of the network under test, which it tells the stack nothing of: options of its command line,
    /// or at the head of a script. The command line comes first, as in packetdrill itself.
    /// </summary>
    internal sealed class ScriptSettings
    {
        private readonly Dictionary<string, string> values = [];

        private ScriptSettings()
        {
        }

        /// <summary>Whether scripts speak IPv6 (<c>--ip_version</c>).</summary>
        internal bool IsIpv6 => values.GetValueOrDefault("ip_version") == "ipv6";

        /// <summary>This host's address (<c>--local_ip</c>); null where packetdrill draws one at random.</summary>
        internal IPAddress? LocalAddress => Address("local_ip");

        /// <summary>The router (<c>--gateway_ip</c>); null where none is named.</summary>
        internal IPAddress? Gateway => Address("gateway_ip");

        /// <summary>Bits of the network part (<c>--netmask_ip</c>); null where none is named.</summary>
        internal int? PrefixLength => Address("netmask_ip") is { } mask ? BitOperations.PopCount(mask.value) : null;

        /// <summary>
        /// Bytes of the largest packet: as <c>--mtu</c> says, 1,500 by default, of IPv4. An IPv6 header is 20 bytes longer, and so is
        /// the packet: scripts speak of segments, which are as large in both.
        /// </summary>
        internal int Mtu => LargestOfIpv4 + (IsIpv6 ? 20 : 0);

        private int LargestOfIpv4 => values.TryGetValue("mtu", out string? text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int mtu) ? mtu : 1500;

        /// <summary>Those of the process that this is loaded into.</summary>
        internal static ScriptSettings OfThisProcess() =>
            Parse(Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).Split('\0', StringSplitOptions.RemoveEmptyEntries));

        /// <summary>Those of a command line, of which the first word is the program.</summary>
        internal static ScriptSettings Parse(string[] arguments)
        {
            var settings = new ScriptSettings();
            string? script = null;
            for (int i = 1; i < arguments.Length; i++)
            {
                if (!settings.TryAdd(arguments[i]))
                {
                    script ??= arguments[i];
                }
            }

            if (script != null && File.Exists(script))
            {
                settings.AddHead(File.ReadLines(script));
            }

            return settings;
        }

        // The options of a script stand in front of everything else but comments, several on a line perhaps.
        private void AddHead(IEnumerable<string> lines)
        {
            foreach (string line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)))
            {
                if (!line.StartsWith("--", StringComparison.Ordinal))
                {
                    return;
                }

                foreach (string option in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    _ = TryAdd(option);
                }
            }
        }

        private bool TryAdd(string option)
        {
            if (!option.StartsWith("--", StringComparison.Ordinal))
            {
                return false;
            }

            int equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                _ = values.TryAdd(option[2..equals], option[(equals + 1)..].Trim('"'));
            }

            return true;
        }

        private IPAddress? Address(string name) =>
            values.TryGetValue(name, out string? text) && IPAddress.TryParse(text, out IPAddress address) ? address : null;
    }
}
