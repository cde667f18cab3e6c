using System;

namespace Nano.Net.Telemetry
{
    /// <summary>One value that the device tells about: its name, what it means, and its recent past.</summary>
    public sealed class Reading
    {
        /// <summary>What a <see cref="ValueSource"/> returns, or a sample holds, where there is no number.</summary>
        public const long Unavailable = long.MinValue;

        // No time of unavailability: it is available.
        private const long Never = -1;

        internal readonly ValueSource source;

        // Null for a number, and for a text that never changes.
        internal readonly TextSource textSource;

        // The recent numbers, each in the slot of its sample; null for a text and a time.
        internal readonly long[] samples;
        internal long value;
        internal string text = "";

        // Milliseconds of uptime; Never while it is available.
        private long unavailableSince = Never;

        internal Reading(string name, ReadingKind kind, string unit, string help, int decimals, ValueSource source, TextSource textSource, int slots)
        {
            Name = name;
            Kind = kind;
            Unit = unit;
            Help = help;
            Decimals = decimals;
            this.source = source;
            this.textSource = textSource;
            samples = kind == ReadingKind.Text || kind == ReadingKind.Time ? null : new long[slots];
        }

        /// <summary>The name: letters, digits and underscores, the first no digit (a Prometheus metric name).</summary>
        public string Name { get; }

        /// <summary>Its kind.</summary>
        public ReadingKind Kind { get; }

        /// <summary>The unit as people write it, "°C" for example; empty for none.</summary>
        public string Unit { get; }

        /// <summary>What it means, in a line.</summary>
        public string Help { get; }

        /// <summary>Digits behind the decimal point, 0 to 9; a number is kept as a whole one, times ten to this power.</summary>
        public int Decimals { get; }

        /// <summary>
        /// Whether the latest sample has a value of it. It has none where the source threw an exception, or returned
        /// <see cref="Unavailable"/>.
        /// </summary>
        public bool IsAvailable
        {
            get { return unavailableSince == Never; }
        }

        /// <summary>The latest number that there was, times ten to the power of <see cref="Decimals"/>; see <see cref="IsAvailable"/>.</summary>
        public long Value
        {
            get { return value; }
        }

        /// <summary>The latest text that there was; empty for a number. See <see cref="IsAvailable"/>.</summary>
        public string Text
        {
            get { return text; }
        }

        /// <summary>Since when it has no value, in milliseconds of uptime; only where <see cref="IsAvailable"/> is false.</summary>
        internal long UnavailableSince
        {
            get { return unavailableSince; }
        }

        /// <summary>
        /// Asks the source, which may take long. A number waits in the slot of the sample to come; a text or a time, which has
        /// no slots, is seen at once.
        /// </summary>
        /// <returns>What the source has thrown; null where it has not.</returns>
        internal Exception Ask(int slot, long uptime)
        {
            long number = Unavailable;
            Exception failure = null;
            try
            {
                if (source != null)
                {
                    number = source();
                }
                else if (textSource != null)
                {
                    string now = textSource();
                    text = now == null ? "" : now;
                }
            }
            catch (Exception e)
            {
                failure = e;
            }

            if (samples != null)
            {
                samples[slot] = number;
            }
            else
            {
                Set(number, failure == null && (source == null || number != Unavailable), uptime);
            }

            return failure;
        }

        /// <summary>The sample is complete: its number is the latest from now on.</summary>
        internal void Take(int slot, long uptime)
        {
            if (samples != null)
            {
                Set(samples[slot], samples[slot] != Unavailable, uptime);
            }
        }

        private void Set(long number, bool isAvailable, long uptime)
        {
            if (isAvailable)
            {
                value = number;
                unavailableSince = Never;
            }
            else if (unavailableSince == Never)
            {
                unavailableSince = uptime;
            }
        }
    }
}
