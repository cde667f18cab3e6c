namespace Nano.Simulation
{
    /// <summary>Bytes that are known beforehand: any two places in a stream look different, and so do any two streams.</summary>
    /// <param name="seed">Which stream.</param>
    /// <param name="length">Its bytes; -1 where the reader does not know how many there are.</param>
    /// <param name="head">What it begins with.</param>
    internal sealed class ByteStream(uint seed, long length, byte[]? head = null)
    {
        internal long Length { get; } = length;

        internal byte this[long index] => head != null && index < head.Length ? head[index] : ByteAt(seed, index);

        private static byte ByteAt(uint seed, long index)
        {
            ulong x = ((ulong)index + seed) * 0x9E3779B97F4A7C15;
            return (byte)((x >> 32) ^ (x >> 56));
        }
    }
}
