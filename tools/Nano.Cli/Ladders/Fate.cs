namespace Nano.Cli
{
    /// <summary>What has become of a segment.</summary>
    internal enum Fate
    {
        /// <summary>It is under way.</summary>
        UnderWay = 0,

        /// <summary>It has arrived.</summary>
        Arrived = 1,

        /// <summary>It was lost.</summary>
        Lost = 2,
    }
}
