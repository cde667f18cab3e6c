using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// GET /metrics: the readings and what the stack has counted, in the text format 0.0.4 of Prometheus. A text is the label
    /// of a metric that is always 1, as is usual there.
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

        /// <summary>Writes a piece, a metric (<see cref="HttpBody"/>).</summary>
        public int WritePiece(HttpResponse writer, int position)
        {
            StackCounters counters = server.Runner.Stack.Counters;
            if (position < registry.readingCount)
            {
                WriteReading(writer, registry.readings[position]);
            }
            else
            {
                string layer;
                string name;
                long value = StackCounterList.Get(counters, position - registry.readingCount, out layer, out name);
                WriteHead(writer, layer, name, "_total", "counter", "Counted by the stack, see its documentation.");
                WriteName(writer, layer, name, "_total");
                writer.WriteByte((byte)' ');
                writer.Write(value);
                writer.WriteByte((byte)'\n');
            }

            position++;
            return position < registry.readingCount + StackCounterList.CountOf(counters) ? position : HttpResponse.EndOfBody;
        }

        private void WriteReading(HttpResponse writer, Reading reading)
        {
            string suffix = reading.Kind == ReadingKind.Counter ? "_total" : reading.Kind == ReadingKind.Text ? "_info" : "";
            WriteHead(writer, "", reading.Name, suffix, reading.Kind == ReadingKind.Counter ? "counter" : "gauge", reading.Help);
            WriteName(writer, "", reading.Name, suffix);
            if (reading.samples != null)
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

        private void WriteHead(HttpResponse writer, string layer, string name, string suffix, string type, string help)
        {
            writer.Write("# HELP ");
            WriteName(writer, layer, name, suffix);
            writer.WriteByte((byte)' ');
            WriteEscaped(writer, help.Length > 0 ? help : name, false);
            writer.Write("\n# TYPE ");
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

        private static void WriteEscaped(HttpResponse writer, string text, bool inQuotes)
        {
            if (text.IndexOf('\\') < 0 && text.IndexOf('\n') < 0 && (!inQuotes || text.IndexOf('"') < 0))
            {
                writer.Write(text);
                return;
            }

            for (int i = 0; i < text.Length; i++)
            {
                char c = text[i];
                if (c == '\\' || (c == '"' && inQuotes))
                {
                    writer.WriteByte((byte)'\\');
                }

                if (c == '\n')
                {
                    writer.Write("\\n");
                }
                else
                {
                    writer.Write(text.Substring(i, 1));
                }
            }
        }
    }
}
