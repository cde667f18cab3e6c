using System;
using Nano.Net.Http;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// GET /capture: every frame of the device as it crosses the link, in the pcap format that Wireshark reads from a pipe.
    /// Frames go straight into the send buffer of who watches, one at a time; one for which there is no room is dropped and
    /// counted, since the stack waits for nobody.
    /// </summary>
    /// <remarks>The format is that of draft-ietf-opsawg-pcap, in big-endian byte order: readers look at the magic number.</remarks>
    internal sealed class LiveCapture : IFrameObserver
    {
        /// <summary>Bytes in front of each frame.</summary>
        public const int RecordHeaderLength = 16;

        private const int FileHeaderLength = 24;
        private const uint MagicNumber = 0xA1B2C3D4;
        private const int EthernetLinkType = 1;
        private const int RawIpLinkType = 101;
        private const int EthernetHeaderLength = 14;

        private readonly TelemetryServer server;

        // The first is the HTTP server's thread's, the second that of whoever has the stack.
        private readonly byte[] fileHeader = new byte[FileHeaderLength];
        private readonly byte[] header = new byte[RecordHeaderLength];
        private readonly int snapLength;
        private HttpStream watcher;
        private CaptureExclusion exclusion;

        /// <summary>Makes one, which observes the stack only while somebody watches.</summary>
        public LiveCapture(TelemetryServer server)
        {
            this.server = server;
            // A record that does not fit the send buffer would never be sent.
            int room = server.Runner.Stack.SendBufferSize - RecordHeaderLength;
            snapLength = server.Options.CaptureLength < room ? server.Options.CaptureLength : room;
        }

        /// <summary>Answers a request with all frames from now on.</summary>
        public void Answer(HttpRequest request, HttpResponse response)
        {
            if (watcher != null && !watcher.IsClosed)
            {
                response.Status = 503;
                response.Write("somebody else is watching\n");
                return;
            }

            LinkMedium medium = server.Runner.Stack.LinkMedium;
            BigEndian.WriteUInt32(fileHeader, 0, MagicNumber);
            BigEndian.WriteUInt16(fileHeader, 4, 2);
            BigEndian.WriteUInt16(fileHeader, 6, 4);
            BigEndian.WriteUInt32(fileHeader, 16, (uint)snapLength);
            BigEndian.WriteUInt32(fileHeader, 20, (uint)(medium == LinkMedium.Ip ? RawIpLinkType : EthernetLinkType));
            response.ContentType = "application/vnd.tcpdump.pcap";
            response.AddHeader("Cache-Control", "no-store");
            HttpStream stream = response.OpenStream();
            exclusion = new CaptureExclusion(medium == LinkMedium.Ip ? 0 : EthernetHeaderLength, stream.RemoteEndPoint, stream.LocalEndPoint.Port);
            if (stream.TryQueue(fileHeader, FileHeaderLength, null, 0, 0))
            {
                // It goes out when this has returned: whoever has read it sees all frames from then on.
                Begin(stream);
            }
        }

        /// <inheritdoc/>
        public void FrameReceived(byte[] buffer, int offset, int length)
        {
            Take(buffer, offset, length, true);
        }

        /// <inheritdoc/>
        public void FrameSent(byte[] buffer, int offset, int length)
        {
            Take(buffer, offset, length, false);
        }

        private void Begin(HttpStream stream)
        {
            lock (this)
            {
                if (watcher == null)
                {
                    server.Runner.Stack.AddFrameObserver(this);
                }

                watcher = stream;
            }
        }

        private void End()
        {
            lock (this)
            {
                // Somebody else may have begun to watch just now.
                if (watcher != null && watcher.IsClosed)
                {
                    watcher = null;
                    server.Runner.Stack.RemoveFrameObserver(this);
                }
            }
        }

        // Who watches may become another while this looks at it: it stays with the one it has seen.
        private void Take(byte[] buffer, int offset, int length, bool isReceived)
        {
            HttpStream current = watcher;
            if (current == null)
            {
                // Nobody watches any more, and this frame was on its way here already.
                return;
            }

            if (current.IsClosed)
            {
                End();
                return;
            }

            if (exclusion.Covers(buffer, offset, length, isReceived))
            {
                return;
            }

            int kept = length < snapLength ? length : snapLength;
            long now = server.Timestamp;
            BigEndian.WriteUInt32(header, 0, (uint)(now / 1000));
            BigEndian.WriteUInt32(header, 4, (uint)(now % 1000) * 1000);
            BigEndian.WriteUInt32(header, 8, (uint)kept);
            BigEndian.WriteUInt32(header, 12, (uint)length);
            current.TryQueue(header, RecordHeaderLength, buffer, offset, kept);
        }
    }
}
