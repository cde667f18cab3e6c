using Nano.Net.Wire;

namespace Nano.Cli
{
    /// <summary>
    /// Keeps the ladder of one conversation readable under bulk: shows a few ordinary segments after every silence, and sums
    /// up those that follow. What opens or closes, what changes a state, what is lost and what is sent again always shows.
    /// </summary>
    internal sealed class LadderFolder
    {
        /// <summary>Ordinary segments that are shown before folding begins.</summary>
        private const int Shown = 6;

        /// <summary>Microseconds without a segment after which the next few are shown again.</summary>
        private const long Silence = 400_000;

        /// <summary>Microseconds that a summary may span, so that one who watches sees the work go on.</summary>
        private const long LongestFold = 2_000_000;

        private readonly List<LadderRow> held = [];
        private int left = Shown;
        private long last = long.MinValue / 2;

        /// <summary>Folds a whole ladder.</summary>
        public static IEnumerable<LadderEntry> Fold(IEnumerable<LadderEntry> entries)
        {
            var folder = new LadderFolder();
            foreach (LadderEntry shown in entries.SelectMany(folder.Add))
            {
                yield return shown;
            }

            foreach (LadderEntry shown in folder.Close())
            {
                yield return shown;
            }
        }

        /// <summary>Takes the next entry.</summary>
        /// <returns>What is to be shown, in order.</returns>
        public IEnumerable<LadderEntry> Add(LadderEntry entry)
        {
            bool wasSilent = entry.Time - last > Silence;
            last = Math.Max(last, entry.Time);
            if (entry is not LadderRow { IsOrdinary: true } row)
            {
                left = entry is LadderRow { Segment: var segment } && segment.Has(TcpFlags.Syn) ? Shown : left;
                return [.. Close(), entry];
            }

            List<LadderEntry> toShow = [];
            if (wasSilent || (held.Count > 0 && row.Time - held[0].Time > LongestFold))
            {
                toShow.AddRange(Close());
                left = wasSilent ? Shown : left;
            }

            if (left > 0)
            {
                left--;
                toShow.Add(row);
            }
            else
            {
                held.Add(row);
            }

            return toShow;
        }

        /// <summary>Lets time pass: what was folded is shown once it is quiet.</summary>
        public IEnumerable<LadderEntry> Pass(long now) => now - last > Silence ? Close() : [];

        /// <summary>Ends a summary that has begun. A single segment needs none.</summary>
        public IEnumerable<LadderEntry> Close()
        {
            if (held.Count <= 2)
            {
                LadderEntry[] few = [.. held];
                held.Clear();
                return few;
            }

            var fold = new LadderFold(held[0].Conversation, held[0].Time);
            held.ForEach(fold.Add);
            held.Clear();
            return [fold];
        }
    }
}
