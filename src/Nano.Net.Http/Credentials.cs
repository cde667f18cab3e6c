namespace Nano.Net.Http
{
    /// <summary>What a request names to be let in.</summary>
    internal enum Credentials
    {
        /// <summary>Nothing, or something for another scheme.</summary>
        None,

        /// <summary>The wrong thing.</summary>
        Wrong,

        /// <summary>What was right once and is not taken a second time, or no more (stale, RFC 7616 section 3.3): no guess.</summary>
        Stale,

        /// <summary>The right thing.</summary>
        Right,
    }
}
