using System;
using Nano.Net.Http;
using Nano.Net.Sockets;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// The readings and outputs of a device, of which there is room for a fixed number, and the ring of recent samples.
    /// Filled before the telemetry starts, and fixed from then on.
    /// </summary>
    public sealed class ReadingRegistry
    {
        /// <summary>Held while a sample that is complete becomes the latest, so that its numbers are seen as a whole or not at all. No source is asked under it.</summary>
        internal readonly object sync = new object();
        internal readonly Reading[] readings;
        internal readonly Output[] outputs;

        // When each of the recent samples was taken, in milliseconds of uptime. There is one slot more than samples are kept:
        // the next sample is gathered there, while nobody looks.
        internal readonly long[] times;
        internal int readingCount;
        internal int outputCount;

        // Samples taken since the start; the latest is in slot (sequence - 1) % times.Length.
        internal long sequence;

        // Milliseconds that a source may take before its reading counts as unavailable.
        private const int Patience = 10000;

        // Held by who takes a sample, for as long as the sources take.
        private readonly object sampling = new object();

        // Which source is being asked, null for none, and the uptime when the sample was begun.
        private Reading asked;
        private long askedSince;
        private bool isFixed;
        private StackRunner runner;

        /// <summary>Makes an empty registry.</summary>
        /// <param name="capacity">Readings that it has room for, 1 to 1,000.</param>
        /// <param name="outputCapacity">Outputs that it has room for, 0 to 1,000.</param>
        /// <param name="history">Samples that are kept of each number, 1 to 100,000; eight bytes each.</param>
        /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
        public ReadingRegistry(int capacity, int outputCapacity, int history)
        {
            if (capacity < 1 || capacity > 1000)
            {
                throw new ArgumentOutOfRangeException("capacity");
            }

            if (outputCapacity < 0 || outputCapacity > 1000)
            {
                throw new ArgumentOutOfRangeException("outputCapacity");
            }

            if (history < 1 || history > 100000)
            {
                throw new ArgumentOutOfRangeException("history");
            }

            readings = new Reading[capacity];
            outputs = new Output[outputCapacity];
            times = new long[history + 1];
        }

        /// <summary>How many readings there are.</summary>
        public int Count
        {
            get { return readingCount; }
        }

        /// <summary>How many outputs there are.</summary>
        public int OutputCount
        {
            get { return outputCount; }
        }

        /// <summary>Samples taken since the start.</summary>
        public long Sequence
        {
            get { return sequence; }
        }

        /// <summary>Samples that are kept at the moment.</summary>
        public int SampleCount
        {
            get { return sequence < times.Length ? (int)sequence : times.Length - 1; }
        }

        /// <summary>How often a source has thrown an exception: its reading is unavailable then.</summary>
        public long SourceFailures { get; private set; }

        /// <summary>The number of the oldest sample that is kept; samples are counted from 1.</summary>
        internal long OldestSample
        {
            get { return sequence - SampleCount + 1; }
        }

        /// <summary>Adds a number that rises and falls.</summary>
        /// <param name="name">The name: letters, digits and underscores, the first no digit.</param>
        /// <param name="unit">The unit as people write it; empty for none.</param>
        /// <param name="help">What it means, in a line; with the unit at most 160 bytes.</param>
        /// <param name="decimals">Digits behind the decimal point, 0 to 9.</param>
        /// <param name="source">Asked for the number once a sample.</param>
        /// <returns>The reading.</returns>
        /// <exception cref="ArgumentException">The name cannot be, or is taken; or a text is too long to be served.</exception>
        /// <exception cref="InvalidOperationException">All room is taken, or the telemetry has started.</exception>
        public Reading AddGauge(string name, string unit, string help, int decimals, ValueSource source)
        {
            return Add(name, ReadingKind.Gauge, unit, help, decimals, Given(source), null);
        }

        /// <summary>Adds a number that only grows.</summary>
        /// <inheritdoc cref="AddGauge"/>
        public Reading AddCounter(string name, string unit, string help, ValueSource source)
        {
            return Add(name, ReadingKind.Counter, unit, help, 0, Given(source), null);
        }

        /// <summary>Adds a text.</summary>
        /// <inheritdoc cref="AddGauge"/>
        public Reading AddText(string name, string help, TextSource source)
        {
            if (source == null)
            {
                throw new ArgumentNullException("source");
            }

            return Add(name, ReadingKind.Text, "", help, 0, null, source);
        }

        /// <summary>Adds a text that never changes, a version for example. Only such a text is a label in Prometheus metrics.</summary>
        /// <param name="name">The name: letters, digits and underscores, the first no digit.</param>
        /// <param name="help">What it means, in a line; with the unit at most 160 bytes.</param>
        /// <param name="text">The text, at most 160 bytes.</param>
        /// <returns>The reading.</returns>
        /// <exception cref="ArgumentException">The name cannot be, or is taken; or a text is too long to be served.</exception>
        /// <exception cref="InvalidOperationException">All room is taken, or the telemetry has started.</exception>
        public Reading AddConstant(string name, string help, string text)
        {
            text = OrEmpty(text);
            WrittenText.Check(text, "the text of the reading " + name);
            Reading reading = Add(name, ReadingKind.Text, "", help, 0, null, null);
            reading.text = text;
            return reading;
        }

        /// <summary>Adds a moment: the time of day, when something happened last.</summary>
        /// <param name="name">The name: letters, digits and underscores, the first no digit.</param>
        /// <param name="help">What it means, in a line; with the unit at most 160 bytes.</param>
        /// <param name="source">Asked once a sample, for milliseconds since 1970-01-01 UTC; <see cref="Reading.Unavailable"/> where it is not known.</param>
        /// <returns>The reading.</returns>
        /// <exception cref="ArgumentException">The name cannot be, or is taken; or a text is too long to be served.</exception>
        /// <exception cref="InvalidOperationException">All room is taken, or the telemetry has started.</exception>
        public Reading AddTime(string name, string help, ValueSource source)
        {
            return Add(name, ReadingKind.Time, "", help, 3, Given(source), null);
        }

        /// <summary>Adds something that can be set.</summary>
        /// <param name="name">The name: letters, digits and underscores, the first no digit.</param>
        /// <param name="help">What it does, in a line of at most 160 bytes.</param>
        /// <param name="minimum">The least value.</param>
        /// <param name="maximum">The greatest value.</param>
        /// <param name="value">What it is at the start, within that range; <paramref name="handler"/> is not told.</param>
        /// <param name="handler">Told of each new value.</param>
        /// <returns>The output.</returns>
        /// <exception cref="ArgumentException">The name cannot be, or is taken; or a text is too long to be served.</exception>
        /// <exception cref="InvalidOperationException">All room is taken, or the telemetry has started.</exception>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is not between <paramref name="minimum"/> and <paramref name="maximum"/>.</exception>
        public Output AddOutput(string name, string help, long minimum, long maximum, long value, OutputHandler handler)
        {
            CheckOpen();
            CheckName(name);
            if (handler == null)
            {
                throw new ArgumentNullException("handler");
            }

            if (minimum > maximum || value < minimum || value > maximum)
            {
                throw new ArgumentOutOfRangeException("value");
            }

            if (FindOutput(name) != null)
            {
                throw new ArgumentException("there is an output " + name + " already");
            }

            if (outputCount == outputs.Length)
            {
                throw new InvalidOperationException("no room for the output " + name + "; the registry was made for " + outputs.Length.ToString());
            }

            help = OrEmpty(help);
            WrittenText.Check(help, "help of the output " + name);
            Output output = new Output(name, help, minimum, maximum, value, handler);
            outputs[outputCount] = output;
            outputCount++;
            return output;
        }

        /// <summary>A reading.</summary>
        /// <param name="index">0 to <see cref="Count"/> - 1, in the order in which they were added.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such reading.</exception>
        public Reading GetReading(int index)
        {
            if (index < 0 || index >= readingCount)
            {
                throw new ArgumentOutOfRangeException("index");
            }

            return readings[index];
        }

        /// <summary>The output of a name.</summary>
        /// <param name="name">The name.</param>
        /// <returns>The output, or null where there is none.</returns>
        public Output FindOutput(string name)
        {
            for (int i = 0; i < outputCount; i++)
            {
                if (outputs[i].Name == name)
                {
                    return outputs[i];
                }
            }

            return null;
        }

        /// <summary>An output.</summary>
        /// <param name="index">0 to <see cref="OutputCount"/> - 1, in the order in which they were added.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
        public Output GetOutput(int index)
        {
            if (index < 0 || index >= outputCount)
            {
                throw new ArgumentOutOfRangeException("index");
            }

            return outputs[index];
        }

        /// <summary>The place of an output.</summary>
        /// <param name="output">The output.</param>
        /// <returns>Its index, or -1 where it is none of this registry.</returns>
        public int IndexOf(Output output)
        {
            for (int i = 0; i < outputCount; i++)
            {
                if (outputs[i] == output)
                {
                    return i;
                }
            }

            return -1;
        }

        /// <summary>The output of a name, as a request has it.</summary>
        /// <returns>The output, or null where there is none.</returns>
        internal Output FindOutput(HttpText name)
        {
            for (int i = 0; i < outputCount; i++)
            {
                if (name.Is(outputs[i].Name))
                {
                    return outputs[i];
                }
            }

            return null;
        }

        /// <summary>No more readings or outputs from now on. Who samples the registry calls it once, before.</summary>
        /// <param name="toldOfFaults">Is told when a source begins to throw; null for nobody.</param>
        public void Fix(StackRunner toldOfFaults)
        {
            runner = toldOfFaults;
            isFixed = true;
        }

        /// <summary>
        /// Asks every reading for its value. While a source takes its time, the sample before is what others see; where it never
        /// returns, neither does this.
        /// </summary>
        /// <param name="uptime">Milliseconds since the start.</param>
        public void Sample(long uptime)
        {
            lock (sampling)
            {
                int slot = (int)(sequence % times.Length);
                askedSince = uptime;
                for (int i = 0; i < readingCount; i++)
                {
                    Reading reading = readings[i];
                    bool wasAvailable = reading.IsAvailable;
                    asked = reading;
                    Exception failure = reading.Ask(slot, uptime);
                    asked = null;
                    if (failure != null)
                    {
                        SourceFailures++;
                        if (wasAvailable && runner != null)
                        {
                            // Told once, or each sample would tell of it again.
                            runner.ReportFault(failure, "reading " + reading.Name);
                        }
                    }
                }

                lock (sync)
                {
                    for (int i = 0; i < readingCount; i++)
                    {
                        readings[i].Take(slot, uptime);
                    }

                    times[slot] = uptime;
                    sequence++;
                }
            }
        }

        /// <summary>How long a reading has had no value: its source has none, or does not return.</summary>
        /// <param name="reading">The reading.</param>
        /// <param name="uptime">Milliseconds since the start.</param>
        /// <returns>Milliseconds; -1 where it has a value.</returns>
        internal long UnavailableFor(Reading reading, long uptime)
        {
            long since = reading.UnavailableSince;
            if (since < 0 && reading == asked && uptime - askedSince >= Patience)
            {
                since = askedSince;
            }

            return since < 0 ? -1 : uptime > since ? uptime - since : 0;
        }

        /// <summary>How old the latest sample is.</summary>
        /// <param name="uptime">Milliseconds since the start.</param>
        /// <returns>Milliseconds; -1 where there is no sample yet.</returns>
        internal long AgeAt(long uptime)
        {
            lock (sync)
            {
                return sequence == 0 ? -1 : uptime - times[SlotOf(sequence)];
            }
        }

        /// <summary>Where a sample is kept.</summary>
        /// <param name="number">Its number, from 1.</param>
        /// <returns>The index into the rings, or -1 where it is kept no more, or was never taken.</returns>
        internal int SlotOf(long number)
        {
            return number > sequence || number <= sequence - SampleCount ? -1 : (int)((number - 1) % times.Length);
        }

        private static ValueSource Given(ValueSource source)
        {
            if (source == null)
            {
                throw new ArgumentNullException("source");
            }

            return source;
        }

        private static string OrEmpty(string text)
        {
            return text == null ? "" : text;
        }

        private static void CheckName(string name)
        {
            bool isGood = name != null && name.Length > 0 && name.Length <= 64;
            for (int i = 0; isGood && i < name.Length; i++)
            {
                char c = name[i];
                isGood = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9' && i > 0);
            }

            if (!isGood)
            {
                throw new ArgumentException("a name must be 1 to 64 letters, digits and underscores, the first no digit: '" + name + "'");
            }
        }

        private void CheckOpen()
        {
            if (isFixed)
            {
                throw new InvalidOperationException("the telemetry has started; add readings and outputs before");
            }
        }

        private Reading Add(string name, ReadingKind kind, string unit, string help, int decimals, ValueSource source, TextSource textSource)
        {
            CheckOpen();
            CheckName(name);
            if (decimals < 0 || decimals > 9)
            {
                throw new ArgumentOutOfRangeException("decimals");
            }

            for (int i = 0; i < readingCount; i++)
            {
                if (readings[i].Name == name)
                {
                    throw new ArgumentException("there is a reading " + name + " already");
                }
            }

            if (readingCount == readings.Length)
            {
                throw new InvalidOperationException("no room for the reading " + name + "; the registry was made for " + readings.Length.ToString());
            }

            unit = OrEmpty(unit);
            help = OrEmpty(help);
            WrittenText.Check(unit + help, "unit and help of the reading " + name);
            Reading reading = new Reading(name, kind, unit, help, decimals, source, textSource, times.Length);
            readings[readingCount] = reading;
            readingCount++;
            return reading;
        }
    }
}
