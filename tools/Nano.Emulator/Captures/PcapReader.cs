using System.Buffers.Binary;

namespace Nano.Emulator
{
    /// <summary>
    /// Reads a capture file (classic pcap), of either byte order and in micro- or nanoseconds. What is malformed is an
    /// <see cref="InvalidDataException"/> that says what, and at which offset.
    /// </summary>
    public sealed class PcapReader : IDisposable
    {
        private readonly Stream stream;
        private readonly bool isBigEndian;
        private readonly long nanosecondsPerFraction;
        private long offset;

        /// <summary>Opens a file and reads its header.</summary>
        /// <exception cref="InvalidDataException">It is no capture file.</exception>
        public PcapReader(string path)
            : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 65_536))
        {
        }

        /// <summary>Reads the header from a stream, which is disposed with the reader.</summary>
        /// <exception cref="InvalidDataException">It is no capture file; the stream is disposed.</exception>
        public PcapReader(Stream stream)
        {
            ArgumentNullException.ThrowIfNull(stream);
            this.stream = stream;
            try
            {
                Span<byte> header = stackalloc byte[PcapFormat.FileHeaderLength];
                ReadWhole(header, "the file header");
                (isBigEndian, nanosecondsPerFraction) = ReadMagic(header);
                ushort major = isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(header[4..]) : BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
                if (major != PcapFormat.MajorVersion)
                {
                    throw Malformed(4, $"version {major} is not known; it should be {PcapFormat.MajorVersion}");
                }

                LinkType = (PcapLinkType)(ReadUInt32(header[20..]) & PcapFormat.LinkTypeMask);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        }

        /// <summary>What the frames look like; it may be a number that <see cref="PcapLinkType"/> has no name for.</summary>
        public PcapLinkType LinkType { get; }

        /// <summary>Reads all frames of a file.</summary>
        /// <exception cref="InvalidDataException">The file is malformed.</exception>
        public static IReadOnlyList<PcapPacket> ReadFile(string path)
        {
            using var reader = new PcapReader(path);
            var packets = new List<PcapPacket>();
            while (reader.Read() is { } packet)
            {
                packets.Add(packet);
            }

            return packets;
        }

        /// <summary>Reads the next frame.</summary>
        /// <returns>The frame, or null at the end of the file.</returns>
        /// <exception cref="InvalidDataException">The file is malformed, or ends in the middle of a frame.</exception>
        public PcapPacket? Read()
        {
            long start = offset;
            Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderLength];
            if (!ReadWhole(header, "the header of a frame", mayEnd: true))
            {
                return null;
            }

            long fraction = ReadUInt32(header[4..]);
            uint length = ReadUInt32(header[8..]);
            uint originalLength = ReadUInt32(header[12..]);
            if (fraction * nanosecondsPerFraction >= 1_000_000_000)
            {
                throw Malformed(start + 4, $"{fraction} is no fraction of a second");
            }

            if (length > PcapFormat.LongestRecord)
            {
                throw Malformed(start + 8, $"a frame of {length} bytes is longer than the format allows ({PcapFormat.LongestRecord})");
            }

            if (originalLength > int.MaxValue)
            {
                throw Malformed(start + 12, $"a frame cannot have had {originalLength} bytes");
            }

            byte[] bytes = new byte[length];
            ReadWhole(bytes, "a frame");
            return new PcapPacket(
                ReadUInt32(header) * 1_000_000_000L + fraction * nanosecondsPerFraction, bytes, (int)originalLength);
        }

        /// <summary>Closes the file.</summary>
        public void Dispose() => stream.Dispose();

        private static (bool IsBigEndian, long NanosecondsPerFraction) ReadMagic(ReadOnlySpan<byte> header)
        {
            uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
            return (magic, BinaryPrimitives.ReverseEndianness(magic)) switch
            {
                (PcapFormat.MicrosecondMagic, _) => (false, 1000),
                (PcapFormat.NanosecondMagic, _) => (false, 1),
                (_, PcapFormat.MicrosecondMagic) => (true, 1000),
                (_, PcapFormat.NanosecondMagic) => (true, 1),
                (PcapFormat.NextGenerationMagic, _) => throw Malformed(0, "this is a pcapng file; convert it with `editcap -F pcap`"),
                _ => throw Malformed(0, $"0x{magic:X8} is not how a pcap file begins"),
            };
        }

        private static InvalidDataException Malformed(long at, string what) => new($"pcap, offset {at}: {what}.");

        private uint ReadUInt32(ReadOnlySpan<byte> bytes) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

        /// <returns>False at the end of the file, where it may end.</returns>
        private bool ReadWhole(Span<byte> bytes, string what, bool mayEnd = false)
        {
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count < bytes.Length && !(count == 0 && mayEnd))
            {
                throw Malformed(offset, $"{what} is cut short: {count} of {bytes.Length} bytes");
            }

            offset += count;
            return count == bytes.Length;
        }
    }
}
