using System.Globalization;
using System.Reflection;
using Nano.Net;
using Nano.Net.IPv6;

namespace Nano.Packetdrill
{
    /// <summary>
    /// What packetdrill's <c>--so_flags</c> says: fields of <see cref="StackOptions"/> by name,
    /// <c>AcknowledgmentDelay=0,ReceiveBufferSize=4096</c>.
    /// </summary>
    internal static class StackFlags
    {
        /// <summary>The options of a stack under test: those of a PC rather than a board, where none are named.</summary>
        /// <param name="flags">The flags.</param>
        /// <param name="settings">The host's addresses.</param>
        /// <exception cref="ArgumentException">The flags make no sense; the message says what would.</exception>
        internal static StackOptions Parse(string flags, ScriptSettings settings)
        {
            var options = new StackOptions
            {
                Address = settings.IsIpv6 ? IPAddress.Any : settings.LocalAddress ?? new IPAddress([192, 168, 0, 2]),
                PrefixLength = settings.IsIpv6 ? 0 : settings.PrefixLength ?? 16,
                Gateway = settings.IsIpv6 ? IPAddress.Any : settings.Gateway ?? new IPAddress([192, 168, 0, 1]),

                // On a link without hardware addresses everybody is at its other end: no router is needed.
                IPv6 = settings.IsIpv6 ? new Ipv6Options { Address = settings.LocalAddress ?? IPAddress.Parse("fd3d:fa7b:d17d::2") } : null,
                Paths = 16,
                Connections = 16,
                HalfOpenConnections = 16,
                TimeWaitConnections = 16,
                Listeners = 8,
                ReceiveBufferSize = 65535,
                SendBufferSize = 65535,
                OutOfOrderRanges = 32,

                // The same numbers in every run.
                Secret = [1, 2, 3, 4, 5, 6, 7, 8],
            };
            foreach (string flag in flags.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries))
            {
                Apply(options, flag);
            }

            options.Validate();
            return options;
        }

        private static void Apply(StackOptions options, string flag)
        {
            int equals = flag.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? flag : flag[..equals];
            string value = equals < 0 ? "" : flag[(equals + 1)..];
            FieldInfo? field = typeof(StackOptions).GetField(name);
            if (field == null)
            {
                throw new ArgumentException($"--so_flags: StackOptions has no {name}; write NAME=VALUE,NAME=VALUE");
            }

            if (field.FieldType == typeof(int) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                field.SetValue(options, number);
            }
            else if (field.FieldType == typeof(bool) && bool.TryParse(value, out bool truth))
            {
                field.SetValue(options, truth);
            }
            else if (field.FieldType.IsEnum && Enum.GetNames(field.FieldType).Contains(value))
            {
                field.SetValue(options, Enum.Parse(field.FieldType, value));
            }
            else if (field.FieldType == typeof(IPAddress) && IPAddress.TryParse(value, out IPAddress address))
            {
                field.SetValue(options, address);
            }
            else
            {
                throw new ArgumentException($"--so_flags: {name} cannot be '{value}'; it is of type {field.FieldType.Name}");
            }
        }
    }
}
