using System.Security.Cryptography;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>What a stream of bytes amounts to: equal digests are equal streams.</summary>
    internal readonly record struct Digest(long Length, string Hash)
    {
        private const int ChunkSize = 64 * 1024;

        /// <summary>Writes a stream of bytes that a seed determines.</summary>
        internal static Digest Write(Stream stream, long length, ulong seed, int chunkSize = ChunkSize)
        {
            byte[] chunk = new byte[chunkSize];
            var random = new RandomSource(seed);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (long sent = 0; sent < length;)
            {
                int count = (int)Math.Min(chunk.Length, length - sent);
                for (int i = 0; i < count; i += sizeof(ulong))
                {
                    ulong next = random.NextUInt64();
                    BitConverter.GetBytes(next).AsSpan(0, Math.Min(sizeof(ulong), count - i)).CopyTo(chunk.AsSpan(i));
                }

                hash.AppendData(chunk, 0, count);
                stream.Write(chunk, 0, count);
                sent += count;
            }

            return new Digest(length, Convert.ToHexString(hash.GetHashAndReset()));
        }

        /// <summary>Reads a stream to its end.</summary>
        internal static Digest Read(Stream stream, int chunkSize = ChunkSize)
        {
            byte[] chunk = new byte[chunkSize];
            long length = 0;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            int count;
            while ((count = stream.Read(chunk, 0, chunk.Length)) > 0)
            {
                hash.AppendData(chunk, 0, count);
                length += count;
            }

            return new Digest(length, Convert.ToHexString(hash.GetHashAndReset()));
        }
    }
}
