namespace System.Net.NetworkInformation
{
    /// <summary>What is known of this host.</summary>
    public static class IPGlobalProperties
    {
        /// <summary>Its address; <see cref="IPAddress.Any"/> while it has none.</summary>
        public static IPAddress GetIPAddress()
        {
            return IPAddress.GetDefaultLocalAddress();
        }
    }
}
