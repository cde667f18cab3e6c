namespace Nano.Net.Management
{
    /// <summary>What a setting is, and how it is checked before the program is asked.</summary>
    public enum SettingsType
    {
        /// <summary>A text of printable characters; its range is that of its length.</summary>
        Text,

        /// <summary>A whole number of a range.</summary>
        Number,

        /// <summary>One of several words.</summary>
        Choice,

        /// <summary>A text that is never told again once it is set; its range is that of its length.</summary>
        Secret,

        /// <summary>An IPv4 or IPv6 address, or nothing.</summary>
        Address,
    }
}
