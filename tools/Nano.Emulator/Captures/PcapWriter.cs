using System.Buffers.Binary;
using Nano.Net.Link;

namespace Nano.Emulator
{
    /// <summary>Writes a capture file (classic pcap, microseconds) that Wireshark, tshark and tcpdump open. Any thread may write.</summary>
    public sealed class PcapWriter : IDisposable
    {
        private readonly Stream stream;
        private readonly Lock gate = new();
        private bool disposed;

        /// <summary>Makes a file, or overwrites one.</summary>
        /// <param name="path">Where.</param>
        /// <param name="linkType">What the frames look like.</param>
        public PcapWriter(string path, PcapLinkType linkType = PcapLinkType.Ethernet)
            : this(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 65_536), linkType)
        {
        }

        /// <summary>Writes to a stream, which is disposed with the writer.</summary>
        /// <param name="stream">Where to.</param>
        /// <param name="linkType">What the frames look like.</param>
        public PcapWriter(Stream stream, PcapLinkType linkType = PcapLinkType.Ethernet)
        {
            ArgumentNullException.ThrowIfNull(stream);
            this.stream = stream;
            LinkType = linkType;
            Span<byte> header = stackalloc byte[PcapFormat.FileHeaderLength];
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, PcapFormat.MicrosecondMagic);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], PcapFormat.MajorVersion);
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], PcapFormat.MinorVersion);
            BinaryPrimitives.WriteInt32LittleEndian(header[16..], PcapFormat.LongestRecord);
            BinaryPrimitives.WriteInt32LittleEndian(header[20..], (int)linkType);
            stream.Write(header);
        }

        /// <summary>What the frames look like.</summary>
        public PcapLinkType LinkType { get; }

        /// <summary>The link type for the frames of a medium.</summary>
        public static PcapLinkType LinkTypeOf(LinkMedium medium) =>
            medium == LinkMedium.Ip ? PcapLinkType.RawIp : PcapLinkType.Ethernet;

        /// <summary>Writes a frame. After disposal it does nothing: a stack may outlive its capture.</summary>
        /// <param name="microseconds">When it was captured, since 1970 where it is to be shown as a date; 0 to 2^32 seconds.</param>
        /// <param name="frame">The frame; at most 262,144 bytes.</param>
        public void Write(long microseconds, ReadOnlySpan<byte> frame)
        {
            Require.Range(microseconds, 0, uint.MaxValue * 1_000_000L, nameof(microseconds));
            Require.Range(frame.Length, 0, PcapFormat.LongestRecord, nameof(frame));
            Span<byte> header = stackalloc byte[PcapFormat.RecordHeaderLength];
            (long seconds, long fraction) = Math.DivRem(microseconds, 1_000_000L);
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)seconds);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)fraction);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], frame.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[12..], frame.Length);
            lock (gate)
            {
                if (!disposed)
                {
                    stream.Write(header);
                    stream.Write(frame);
                }
            }
        }

        /// <summary>Hands what is buffered to the file, so that it can be read while it grows.</summary>
        public void Flush()
        {
            lock (gate)
            {
                if (!disposed)
                {
                    stream.Flush();
                }
            }
        }

        /// <summary>Writes out what is buffered and closes the file.</summary>
        public void Dispose()
        {
            lock (gate)
            {
                disposed = true;
                stream.Dispose();
            }
        }
    }
}
