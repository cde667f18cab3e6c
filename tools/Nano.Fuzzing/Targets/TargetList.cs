namespace Nano.Fuzzing
{
    /// <summary>All there is to be tried.</summary>
    internal static class TargetList
    {
        private static readonly (string Name, int Share, Func<Target> Make)[] All =
        [
            ("stack", 12, () => new StackTarget()),
            ("headers", 1, () => new HeaderTarget()),
            ("dhcp", 2, () => new DhcpTarget()),
            ("dns", 2, () => new DnsTarget()),
            ("mdns", 2, () => new MdnsTarget()),
            ("sntp", 1, () => new SntpTarget()),
            ("http", 2, () => new HttpTarget()),
        ];

        internal static string[] Names => [.. All.Select(t => t.Name)];

        /// <summary>Makes a target.</summary>
        internal static Target Make(string name) => All.Single(t => t.Name == name).Make();

        /// <summary>What part of the inputs a target gets, next to the other targets.</summary>
        internal static int ShareOf(string name) => All.Single(t => t.Name == name).Share;
    }
}
