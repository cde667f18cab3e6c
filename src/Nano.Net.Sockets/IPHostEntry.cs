namespace Nano.Net
{
    /// <summary>What is known of a host, as <c>System.Net.IPHostEntry</c> has it.</summary>
    public class IPHostEntry
    {
        private static readonly string[] None = new string[0];

        /// <summary>Its addresses, the preferred one first.</summary>
        public IPAddress[] AddressList { get; set; }

        /// <summary>Its other names: none are asked for.</summary>
        public string[] Aliases { get; set; } = None;

        /// <summary>Its name.</summary>
        public string HostName { get; set; }
    }
}
