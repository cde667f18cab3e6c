namespace Nano.Net.Management
{
    /// <summary>How much a line of the log matters: the severities of RFC 5424 section 6.2.1.</summary>
    public enum LogSeverity
    {
        /// <summary>The device is unusable.</summary>
        Emergency = 0,

        /// <summary>Somebody has to act at once.</summary>
        Alert = 1,

        /// <summary>A critical condition.</summary>
        Critical = 2,

        /// <summary>Something has failed.</summary>
        Error = 3,

        /// <summary>Something may fail.</summary>
        Warning = 4,

        /// <summary>Normal, but worth knowing.</summary>
        Notice = 5,

        /// <summary>For who wants to know all.</summary>
        Informational = 6,

        /// <summary>For who looks for a fault.</summary>
        Debug = 7,
    }
}
