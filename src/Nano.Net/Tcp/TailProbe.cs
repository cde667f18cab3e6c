namespace Nano.Net.Tcp
{
    /// <summary>What the last tail loss probe was, while its fate is not known (RFC 8985 section 7.3).</summary>
    internal enum TailProbe
    {
        /// <summary>None is under way.</summary>
        None,

        /// <summary>Data that had not been sent before.</summary>
        Fresh,

        /// <summary>The last segment once more.</summary>
        Resent
    }
}
