namespace Nano.Emulator
{
    /// <summary>A frame of a capture file.</summary>
    /// <param name="Nanoseconds">When it was captured, in nanoseconds since 1970 or since whatever the writer counted from.</param>
    /// <param name="Bytes">What was captured of it.</param>
    /// <param name="OriginalLength">How long it was, in bytes; more than was captured where the writer cut it.</param>
    public sealed record PcapPacket(long Nanoseconds, byte[] Bytes, int OriginalLength)
    {
        /// <summary>When it was captured, in microseconds.</summary>
        public long Microseconds => Nanoseconds / 1000;
    }
}
