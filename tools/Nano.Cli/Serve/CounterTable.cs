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
        /// <param name="counters">Its counters: public fields or properties.</param>
        public static IEnumerable<string[]> Rows(string layer, object counters) =>
            from counter in Read(counters)
            where counter.Value != 0
            select new[] { layer, Words(counter.Name), $"{counter.Value:N0}" };

        private static IEnumerable<(string Name, long Value)> Read(object counters)
        {
            const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;
            return counters.GetType().GetFields(Public).Select(field => (field.Name, (long)field.GetValue(counters)!))
                .Concat(counters.GetType().GetProperties(Public).Select(property => (property.Name, (long)property.GetValue(counters)!)));
        }

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
