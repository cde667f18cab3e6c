using Nano.Emulator;
using Nano.Workbench;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>Turns a capture into the messages that the lab's page draws, with all that <c>trace</c> knows of its connections.</summary>
    internal sealed class CaptureMessages(LinkMedium medium)
    {
        private static readonly string[] Names = ["A", "B"];
        private readonly TraceReader reader = new();
        private readonly List<(long Id, TracedConnection Connection, LadderRow Row)> rows = [];
        private readonly List<LabSegment> segments = [];
        private readonly List<object> messages = [];
        private readonly Dictionary<TracedConnection, string?[]> states = [];

        /// <summary>Whether there was no segment of TCP.</summary>
        public bool IsEmpty => segments.Count == 0;

        /// <summary>Segments that came when there were as many as can be shown.</summary>
        public int LeftOut { get; private set; }

        /// <summary>Takes the next frame.</summary>
        public void Add(PcapPacket packet)
        {
            (TracedConnection Connection, LadderRow Row)? found = reader.Add(packet, medium);
            if (found is not { } traced)
            {
                return;
            }

            if (segments.Count >= LabSession.MostSegments)
            {
                LeftOut++;
                return;
            }

            byte[] bytes = medium == LinkMedium.Ethernet ? packet.Bytes : [.. new byte[12], (byte)(packet.Bytes[0] >> 4 == 6 ? 0x86 : 0x08), (byte)(packet.Bytes[0] >> 4 == 6 ? 0xDD : 0x00), .. packet.Bytes];
            long id = segments.Count + 1;
            segments.Add(new LabSegment(id, traced.Row.Time, bytes));
            rows.Add((id, traced.Connection, traced.Row));
        }

        /// <summary>The run.</summary>
        /// <param name="name">What the capture is called.</param>
        public CapturedRun Finish(string name)
        {
            messages.Add(new { k = "begin", scenario = "", capture = name });
            foreach (TracedConnection connection in reader.Connections)
            {
                Conversation c = connection.Conversation;
                messages.Add(new { k = "conv", c = c.Number, a = c.Left.EndPoint.Port, b = c.Right.EndPoint.Port, ha = c.Left.EndPoint.ToString(), hb = c.Right.EndPoint.ToString() });
            }

            foreach ((long id, TracedConnection connection, LadderRow row) in rows)
            {
                ObservedSegment s = row.Segment;
                messages.Add(new
                {
                    k = "seg", id, t = row.Time, from = Names[(int)row.From], c = connection.Conversation.Number,
                    f = s.Flags, seq = row.Sequence, ack = row.Acknowledgment, len = s.Length, win = row.Window,
                    again = row.IsRetransmission, why = row.IsRetransmission ? "again" : row.IsDuplicateAck ? "ack-gap" : "seen",
                });
                messages.Add(new { k = "arr", id, t = row.Time, copy = false });
                AddStates(id, connection, row);
            }

            return new CapturedRun(name, messages, segments);
        }

        private void AddStates(long id, TracedConnection connection, LadderRow row)
        {
            string?[] last = states.TryGetValue(connection, out string?[]? known) ? known : states[connection] = new string?[2];
            for (int side = 0; side < 2; side++)
            {
                if (row.States[side] is { } state && state != last[side])
                {
                    messages.Add(new { k = "state", t = row.Time, h = Names[side], c = connection.Conversation.Number, from = last[side] ?? "", to = state, by = id, cause = "segment" });
                    last[side] = state;
                }
            }
        }
    }
}
