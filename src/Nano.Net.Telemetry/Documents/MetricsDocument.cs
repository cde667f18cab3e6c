using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// GET /metrics: the readings and what the stack has counted, in the text format 0.0.4 of Prometheus. No label changes
    /// with time, or each value would begin a series of its own: a time is a number, and only a text that never changes is a
    /// label, of a metric that is always 1, as is usual there. A reading without a value is left out, and its
    /// <c>reading_up</c> is 0.
    /// </summary>
    internal sealed class MetricsDocument
    {
        /// <summary>The format's media type.</summary>
        public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

        private readonly TelemetryServer server;
        private readonly ReadingRegistry registry;
        private readonly string prefix;

        public MetricsDocument(TelemetryServer server)
        {
            this.server = server;
            registry = server.Registry;
            prefix = server.Options.MetricPrefix;
        }

        /// <summary>Writes a piece: the help of a metric, the metric, or a line of <c>reading_up</c> (<see cref="HttpBody"/>).</summary>
        public int WritePiece(HttpResponse writer, int position)
        {
            // The readings, each with its help and its value, whether each has a value, the age of the sample, the counters.
            int count = registry.readingCount;
            int values = count + count;
            while (position < values && !IsServed(registry.readings[position / 2]))
            {
                position++;
            }

            StackCounters counters = server.Runner.Stack.Counters;
            if (position < values)
            {
                Reading reading = registry.readings[position / 2];
                if (position % 2 == 0)
                {
                    WriteReadingHelp(writer, reading);
                }
                else
                {
                    WriteReading(writer, reading);
                }
            }
            else if (position < values + count)
            {
                WriteUp(writer, position - values);
            }
            else if (position == values + count)
            {
                WriteAge(writer);
            }
            else
            {
                WriteCounter(writer, counters, position - values - count - 1);
            }

            position++;
            return position <= values + count + StackCounterList.CountOf(counters) ? position : HttpResponse.EndOfBody;
        }

        private bool IsServed(Reading reading)
        {
            bool hasSample = reading.Kind != ReadingKind.Text || reading.textSource == null;
            return hasSample && registry.UnavailableFor(reading, server.Uptime) < 0;
        }

        private void WriteReadingHelp(HttpResponse writer, Reading reading)
        {
            WriteHelp(writer, "", reading.Name, SuffixOf(reading.Kind));
            WriteEscaped(writer, reading.Help.Length > 0 ? reading.Help : reading.Name, false);
            writer.WriteByte((byte)'\n');
        }

        private void WriteReading(HttpResponse writer, Reading reading)
        {
            string suffix = SuffixOf(reading.Kind);
            WriteType(writer, "", reading.Name, suffix, reading.Kind == ReadingKind.Counter ? "counter" : "gauge");
            WriteName(writer, "", reading.Name, suffix);
            if (reading.Kind != ReadingKind.Text)
            {
                writer.WriteByte((byte)' ');
                writer.WriteFixed(reading.value, reading.Decimals);
            }
            else
            {
                writer.Write("{value=\"");
                WriteEscaped(writer, reading.text, true);
                writer.Write("\"} 1");
            }

            writer.WriteByte((byte)'\n');
        }

        private void WriteUp(HttpResponse writer, int index)
        {
            const string Name = "reading_up";
            Reading reading = registry.readings[index];
            if (index == 0)
            {
                WriteHelp(writer, "", Name, "");
                writer.Write("Whether a reading has a value, 1 for yes.\n");
                WriteType(writer, "", Name, "", "gauge");
            }

            WriteName(writer, "", Name, "{reading=\"");
            writer.Write(reading.Name);
            writer.Write(registry.UnavailableFor(reading, server.Uptime) < 0 ? "\"} 1\n" : "\"} 0\n");
        }

        private void WriteAge(HttpResponse writer)
        {
            const string Name = "sample_age_seconds";
            WriteHelp(writer, "", Name, "");
            writer.Write("Time since the readings were taken.\n");
            WriteType(writer, "", Name, "", "gauge");
            WriteName(writer, "", Name, " ");
            long age = registry.AgeAt(server.Uptime);
            if (age < 0)
            {
                writer.Write("NaN");
            }
            else
            {
                writer.WriteFixed(age, 3);
            }

            writer.WriteByte((byte)'\n');
        }

        private void WriteCounter(HttpResponse writer, StackCounters counters, int index)
        {
            string layer;
            string name;
            long value = StackCounterList.Get(counters, index, out layer, out name);
            WriteHelp(writer, layer, name, "_total");
            writer.Write("Counted by the stack since its start: ");
            writer.Write(layer);
            writer.Write(name);
            writer.WriteByte((byte)'\n');
            WriteType(writer, layer, name, "_total", "counter");
            WriteName(writer, layer, name, "_total");
            writer.WriteByte((byte)' ');
            writer.Write(value);
            writer.WriteByte((byte)'\n');
        }

        private static string SuffixOf(ReadingKind kind)
        {
            switch (kind)
            {
                case ReadingKind.Counter: return "_total";
                case ReadingKind.Text: return "_info";
                case ReadingKind.Time: return "_timestamp_seconds";
                default: return "";
            }
        }

        private void WriteHelp(HttpResponse writer, string layer, string name, string suffix)
        {
            writer.Write("# HELP ");
            WriteName(writer, layer, name, suffix);
            writer.WriteByte((byte)' ');
        }

        private void WriteType(HttpResponse writer, string layer, string name, string suffix, string type)
        {
            writer.Write("# TYPE ");
            WriteName(writer, layer, name, suffix);
            writer.WriteByte((byte)' ');
            writer.Write(type);
            writer.WriteByte((byte)'\n');
        }

        private void WriteName(HttpResponse writer, string layer, string name, string suffix)
        {
            writer.Write(prefix);
            writer.Write(layer);
            writer.Write(name);
            writer.Write(suffix);
        }

        // What needs no escape goes out in runs, so that the two halves of a surrogate pair stay together.
        private static void WriteEscaped(HttpResponse writer, string text, bool inQuotes)
        {
            int plain = 0;
            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (c != '\\' && c != '\n' && (c != '"' || !inQuotes))
                {
                    continue;
                }

                writer.Write(text.Substring(plain, i - plain));
                writer.WriteByte((byte)'\\');
                writer.WriteByte(c == '\n' ? (byte)'n' : (byte)c);
                plain = i + 1;
            }

            writer.Write(plain == 0 ? text : text.Substring(plain));
        }
    }
}
