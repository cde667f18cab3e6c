namespace System.Net
{
    /// <summary>What is known of a host.</summary>
    public class IPHostEntry
    {
        /// <summary>Its name.</summary>
        public string HostName { get; internal set; }

        /// <summary>Its addresses.</summary>
        public IPAddress[] AddressList { get; internal set; }
    }
}
