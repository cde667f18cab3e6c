using System;

namespace Nano.Net.Telemetry
{
    /// <summary>One value that the device tells about: its name, what it means, and its recent past.</summary>
    public sealed class Reading
    {
        internal readonly ValueSource source;
        internal readonly TextSource textSource;

        // The recent numbers, each in the slot of its sample; null for a text.
        internal readonly long[] samples;
        internal long value;
        internal string text = "";

        /// <summary>The source has thrown, and that was told.</summary>
        internal bool isFailing;

        internal Reading(string name, ReadingKind kind, string unit, string help, int decimals, ValueSource source, TextSource textSource, int history)
        {
            Name = name;
            Kind = kind;
            Unit = unit;
            Help = help;
            Decimals = decimals;
            this.source = source;
            this.textSource = textSource;
            samples = kind == ReadingKind.Text ? null : new long[history];
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

        /// <summary>The number of the latest sample, times ten to the power of <see cref="Decimals"/>.</summary>
        public long Value
        {
            get { return value; }
        }

        /// <summary>The text of the latest sample; empty for a number.</summary>
        public string Text
        {
            get { return text; }
        }

        /// <returns>What the source has thrown; null where it has not.</returns>
        internal Exception Sample(int slot)
        {
            Exception failure = null;
            try
            {
                Ask();
            }
            catch (Exception e)
            {
                failure = e;
            }

            if (samples != null)
            {
                samples[slot] = value;
            }

            return failure;
        }

        private void Ask()
        {
            if (samples != null)
            {
                value = source();
                return;
            }

            string now = textSource();
            text = now == null ? "" : now;
        }
    }
}
