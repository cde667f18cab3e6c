using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>Puts the connections in a capture together, with their states as the segments let one infer them.</summary>
    internal sealed class TraceReader
    {
        private readonly List<TracedConnection> connections = [];
        private readonly Dictionary<(string, string), TracedConnection> latest = [];
        private long? start;

        /// <summary>The connections, in the order of their first segments.</summary>
        public IReadOnlyList<TracedConnection> Connections => connections;

        /// <summary>Frames read.</summary>
        public long Frames { get; private set; }

        /// <summary>Those among them that are no TCP.</summary>
        public long OtherFrames { get; private set; }

        /// <summary>What the frames of a capture look like.</summary>
        /// <exception cref="InvalidDataException">That is not known here.</exception>
        public static LinkMedium MediumOf(PcapReader capture) => capture.LinkType switch
        {
            PcapLinkType.Ethernet => LinkMedium.Ethernet,
            PcapLinkType.RawIp => LinkMedium.Ip,
            _ => throw new InvalidDataException($"its link type {(int)capture.LinkType} is not known; Ethernet (1) and raw IP (101) are"),
        };

        /// <summary>Takes the next frame.</summary>
        /// <returns>The connection that it belongs to, and its segment there; null where it is no TCP.</returns>
        public (TracedConnection Connection, LadderRow Row)? Add(PcapPacket packet, LinkMedium medium)
        {
            Frames++;
            start ??= packet.Microseconds;
            if (ObservedSegment.Read(packet.Bytes, medium) is { } segment)
            {
                TracedConnection connection = Find(segment);
                return (connection, connection.Add(packet.Microseconds - start.Value, segment));
            }

            OtherFrames++;
            return null;
        }

        private TracedConnection Find(ObservedSegment segment)
        {
            string source = segment.Source.ToString();
            string destination = segment.Destination.ToString();
            (string, string) key = string.CompareOrdinal(source, destination) < 0 ? (source, destination) : (destination, source);
            bool opens = segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack);
            if (!latest.TryGetValue(key, out TracedConnection? found) || (opens && found.Conversation.IsOver))
            {
                // Who opens stands on the left; where that was not captured, the one with the higher port, who is the client as a rule.
                bool isFromLeft = segment.Has(TcpFlags.Syn) ? opens : segment.Source.Port >= segment.Destination.Port;
                found = new TracedConnection(new Conversation(
                    connections.Count + 1, isFromLeft ? segment.Source : segment.Destination, isFromLeft ? segment.Destination : segment.Source));
                connections.Add(found);
                latest[key] = found;
            }

            return found;
        }
    }
}
