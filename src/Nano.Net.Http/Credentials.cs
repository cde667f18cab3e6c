namespace Nano.Net.Http
{
    /// <summary>What a request names to be let in.</summary>
    internal enum Credentials
    {
        /// <summary>Nothing, or something for another scheme.</summary>
        None,

        /// <summary>The wrong thing.</summary>
        Wrong,

        /// <summary>The right thing.</summary>
        Right,
    }
}
