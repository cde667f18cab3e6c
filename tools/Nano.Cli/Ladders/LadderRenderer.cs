using System.Globalization;
using System.Text;
using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>
    /// Draws a ladder, a line an entry: time, state of the left host, the way between with its arrow, state of the right host.
    /// </summary>
    /// <param name="isUnicode">Whether arrows may be drawn in Unicode; else in ASCII.</param>
    /// <param name="width">Columns that a line has.</param>
    internal sealed class LadderRenderer(bool isUnicode, int width)
    {
        private const int TimeWidth = 9;
        private const int StateWidth = 12;
        private const int NarrowestLane = 21;
        private const int WidestLane = 84;
        private const string Retransmission = "retransmission";

        /// <summary>What the lines need beside the lane between the hosts.</summary>
        private const int Margin = TimeWidth + 2 + StateWidth + 2 + 2 + StateWidth;

        private readonly int lane = Math.Clamp(width - Margin, NarrowestLane, WidestLane);
        private readonly string[] lastStates = ["", ""];

        private char Edge => isUnicode ? '│' : '|';

        private char Shaft => isUnicode ? '─' : '-';

        private string ToRight => isUnicode ? "→" : "->";

        private string ToLeft => isUnicode ? "←" : "<-";

        /// <summary>How to read a ladder, in two lines.</summary>
        public IEnumerable<StyledText> Legend()
        {
            yield return new StyledText().Add("Each arrow is a segment, at the time it was sent: by its tail the state of the sender, by its tip that of the receiver", Tone.Faint);
            yield return new StyledText().Add($"once it has arrived. Numbers count from the start of the connection. {(isUnicode ? "✗" : "X")}: lost. {(isUnicode ? "⋮" : ":")} sums up what is ordinary.", Tone.Faint);
        }

        /// <summary>Draws the head: names and addresses of the hosts.</summary>
        /// <param name="conversation">The connection.</param>
        /// <param name="leftName">What the left host is called.</param>
        /// <param name="rightName">What the right host is called.</param>
        public IEnumerable<StyledText> Head(Conversation conversation, string leftName, string rightName)
        {
            lastStates.AsSpan().Clear();
            yield return Line("", $"{leftName} {conversation.Left.EndPoint}".Trim(), $"{rightName} {conversation.Right.EndPoint}".Trim());
            yield return Line("time (s)", "state", "state");

            StyledText Line(string time, string left, string right)
            {
                int room = Margin + lane - TimeWidth - 2;
                return new StyledText().Add($"{time,TimeWidth}  ", Tone.Faint).Add(left + right.PadLeft(Math.Max(right.Length + 1, room - left.Length)), Tone.Strong);
            }
        }

        /// <summary>Draws an entry.</summary>
        public StyledText Draw(LadderEntry entry)
        {
            StyledText line = new StyledText().Add($"{Quantity.Seconds(entry.Time),TimeWidth}  ", Tone.Faint);
            AddState(line, entry, Side.Left);
            line.Add($" {Edge}", Tone.Faint);
            switch (entry)
            {
                case LadderRow row:
                    AddArrow(line, row);
                    break;
                case LadderFold fold:
                    line.Add(Centre(Describe(fold)), Tone.Faint);
                    break;
                default:
                    line.Add(new string(' ', lane));
                    break;
            }

            line.Add($"{Edge} ", Tone.Faint);
            AddState(line, entry, Side.Right);
            return line;
        }

        private static string Flags(int flags)
        {
            var names = new StringBuilder();
            Append(TcpFlags.Syn, "SYN");
            Append(TcpFlags.Fin, "FIN");
            Append(TcpFlags.Rst, "RST");
            Append(TcpFlags.Psh, "PSH");
            Append(TcpFlags.Urg, "URG");
            Append(TcpFlags.Ack, "ACK");
            return names.ToString();

            void Append(int flag, string name)
            {
                if ((flags & flag) != 0)
                {
                    names.Append(names.Length > 0 ? "," : "").Append(name);
                }
            }
        }

        /// <summary>What is to be said of a segment, the most important first: what has no room is left out at the end.</summary>
        private static IEnumerable<string> Parts(LadderRow row)
        {
            ObservedSegment segment = row.Segment;
            yield return Flags(segment.Flags);
            yield return Number("seq", row.Sequence);
            if (segment.Has(TcpFlags.Ack))
            {
                yield return Number("ack", row.Acknowledgment);
            }

            if (segment.Length > 0)
            {
                yield return Number("len", segment.Length);
            }

            yield return Number("win", row.Window);
            if (segment.MaximumSegmentSize > 0)
            {
                yield return Number("mss", segment.MaximumSegmentSize);
            }

            if (segment.WindowScale >= 0)
            {
                yield return Number("scale", segment.WindowScale);
            }

            if (segment.PermitsSelectiveAcknowledgment)
            {
                yield return "sack";
            }

            if (segment.Has(TcpFlags.Syn) && segment.HasTimestamp)
            {
                yield return "timestamps";
            }
        }

        private static string Number(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value}");

        private static string Note(LadderRow row) => (row.Fate, row.IsRetransmission, row.IsDuplicateAck) switch
        {
            (Fate.Lost, true, _) => "retransmission, lost",
            (Fate.Lost, _, _) => "lost",
            (_, true, _) => Retransmission,
            (_, _, true) => "duplicate",
            _ => row.Window == 0 && !row.Segment.Has(TcpFlags.Rst) ? "window full" : "",
        };

        private static Tone ToneOf(LadderRow row) => row switch
        {
            { Fate: Fate.Lost } => Tone.Bad,
            { IsRetransmission: true } => Tone.Notable,
            _ when row.Segment.Has(TcpFlags.Rst) => Tone.Bad,
            { From: Side.Left } => Tone.Rightward,
            _ => Tone.Leftward,
        };

        private void AddState(StyledText line, LadderEntry entry, Side side)
        {
            string state = entry.States[(int)side] ?? "";
            line.Add(state.PadRight(StateWidth), state == lastStates[(int)side] ? Tone.Faint : Tone.Fresh);
            lastStates[(int)side] = state;
        }

        private void AddArrow(StyledText line, LadderRow row)
        {
            string note = Note(row);
            string text = Fit([.. Parts(row)], note);
            bool isRightward = row.From == Side.Left;
            const int Tail = 2;
            // An arrow that is lost ends on its way, but behind what is written on it.
            int length = row.Fate == Fate.Lost ? Math.Max(lane * 3 / 4, Tail + text.Length + 4) : lane;
            char tip = row.Fate == Fate.Lost ? (isUnicode ? '✗' : 'X') : isUnicode ? (isRightward ? '▶' : '◀') : isRightward ? '>' : '<';
            string tail = new(Shaft, Tail);
            string shaft = new(Shaft, length - Tail - text.Length - 1);
            string gap = new(' ', lane - length);
            Tone tone = ToneOf(row);
            if (isRightward)
            {
                line.Add(tail, tone).Add(text, Tone.Normal).Add(shaft + tip + gap, tone);
            }
            else
            {
                line.Add(gap + tip + shaft, tone).Add(text, Tone.Normal).Add(tail, tone);
            }
        }

        /// <summary>As many of the parts as there is room for, and the note before all but the first.</summary>
        private string Fit(ReadOnlySpan<string> parts, string note)
        {
            const int Arrow = 6;
            int room = lane - Arrow;
            while (true)
            {
                string text = $" {string.Join("  ", parts!)}  {note}".TrimEnd() + " ";
                if (text.Length <= room)
                {
                    return text;
                }

                if (parts.Length > 1)
                {
                    parts = parts[..^1];
                }
                else if (note.Length > 0)
                {
                    // Shorter, or not at all: the arrow's colour and its end still tell.
                    note = note == Retransmission ? "again" : "";
                }
                else
                {
                    return text[..room];
                }
            }
        }

        /// <summary>The segments and bytes each way; in a narrow lane, the segments alone.</summary>
        private string Describe(LadderFold fold)
        {
            string text = Describe(fold, from => $"{Quantity.Count(fold.Segments[(int)from], "segment")}, {Quantity.Bytes(fold.Bytes[(int)from])}", fold.DuplicateAcks);
            if (text.Length > lane)
            {
                text = Describe(fold, from => $"{fold.Segments[(int)from]}", fold.DuplicateAcks);
            }

            return text.Length <= lane ? text : Describe(fold, from => $"{fold.Segments[(int)from]}", 0);
        }

        private string Describe(LadderFold fold, Func<Side, string> sum, int duplicateAcks)
        {
            string right = fold.Segments[0] > 0 ? $"{sum(Side.Left)} {ToRight}" : "";
            string left = fold.Segments[1] > 0 ? $"{ToLeft} {sum(Side.Right)}" : "";
            string gap = right.Length > 0 && left.Length > 0 ? "   " : "";
            string duplicates = duplicateAcks > 0 ? $", {duplicateAcks} duplicate" : "";
            string dots = isUnicode ? "⋮" : ":";
            return $"{dots} {right}{gap}{left}{duplicates} {dots}";
        }

        private string Centre(string text) => text.Length >= lane ? text[..lane] : text.PadLeft((lane + text.Length) / 2).PadRight(lane);
    }
}
