using System.Reflection;
using System.Text;
using Nano.Net;

namespace Nano.Cli
{
    /// <summary>What a stack has counted, in words.</summary>
    internal static class CounterTable
    {
        /// <summary>Each counter that is not zero: its layer, what it counts, and the count.</summary>
        public static IEnumerable<string[]> Rows(StackCounters counters) =>
            Rows("link", counters.Link)
                .Concat(Rows("internet", counters.Internet))
                .Concat(counters.IPv6 is { } ipv6 ? Rows("IPv6", ipv6) : [])
                .Concat(counters.Igmp is { } igmp ? Rows("IGMP", igmp) : [])
                .Concat(Rows("UDP", counters.Udp))
                .Concat(Rows("TCP", counters.Tcp));

        /// <summary>The same of one layer.</summary>
        /// <param name="layer">What it is called.</param>
        /// <param name="counters">Its counters: public fields.</param>
        public static IEnumerable<string[]> Rows(string layer, object counters) =>
            from field in counters.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance)
            let value = (long)field.GetValue(counters)!
            where value != 0
            select new[] { layer, Words(field.Name), $"{value:N0}" };

        /// <summary>Makes words of a name: SegmentsSent becomes "segments sent".</summary>
        private static string Words(string name)
        {
            var words = new StringBuilder();
            foreach (char c in name)
            {
                words.Append(char.IsUpper(c) && words.Length > 0 ? " " : "").Append(char.ToLowerInvariant(c));
            }

            return words.Replace("arp ", "ARP ").Replace("icmp ", "ICMP ").ToString();
        }
    }
}
