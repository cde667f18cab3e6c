namespace Nano.Workbench
{
    /// <summary>A frame that was sent, kept to be opened on a click and for the capture.</summary>
    /// <param name="Id">Its number, from 1.</param>
    /// <param name="Microseconds">When it was sent.</param>
    /// <param name="Bytes">The frame.</param>
    internal sealed record LabSegment(long Id, long Microseconds, byte[] Bytes);
}
