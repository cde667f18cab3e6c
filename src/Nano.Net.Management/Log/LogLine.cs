namespace Nano.Net.Management
{
    /// <summary>A line that was read out of a log. One object serves one reader after the other.</summary>
    internal sealed class LogLine
    {
        internal readonly byte[] text = new byte[DeviceLog.LongestLine];
        internal int length;
        internal LogSeverity severity;

        /// <summary>When it was written, in milliseconds of the log's clock.</summary>
        internal long time;

        /// <summary>Its number; that of the next is at least one higher.</summary>
        internal int number;
    }
}
