namespace Nano.Net.Link
{
    /// <summary>A frame that waits for the hardware address of its destination (RFC 1122 section 2.3.2.2).</summary>
    internal sealed class PendingPacket
    {
        /// <summary>The frame, behind the headroom of the device.</summary>
        internal readonly byte[] frame;

        /// <summary>Its length in bytes.</summary>
        internal int length;

        /// <summary>Next that is free.</summary>
        internal PendingPacket next;

        internal PendingPacket(int size)
        {
            frame = new byte[size];
        }
    }
}
