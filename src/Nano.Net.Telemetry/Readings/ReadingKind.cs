namespace Nano.Net.Telemetry
{
    /// <summary>What kind of value a reading has.</summary>
    public enum ReadingKind
    {
        /// <summary>A number that rises and falls: a temperature, free memory.</summary>
        Gauge = 0,

        /// <summary>A number that only grows, from 0 at start: requests, bytes.</summary>
        Counter = 1,

        /// <summary>A few words: the state of the link, a version.</summary>
        Text = 2,

        /// <summary>A moment, in seconds since 1970-01-01 UTC with three decimals: the time of day, when something happened last.</summary>
        Time = 3,
    }
}
