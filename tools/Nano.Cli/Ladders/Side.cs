namespace Nano.Cli
{
    /// <summary>One of the two hosts of a ladder.</summary>
    internal enum Side
    {
        /// <summary>The host on the left, who as a rule opens the connection.</summary>
        Left = 0,

        /// <summary>The host on the right.</summary>
        Right = 1,
    }
}
