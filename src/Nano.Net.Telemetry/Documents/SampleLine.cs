using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>A sample as JSON: {"sequence":58,"uptime":61234,"values":[21.53,"up"],"outputs":[40]}, the values in the order of the readings, null for one that was unavailable; the outputs, where there are any, in the order of theirs.</summary>
    internal static class SampleLine
    {
        /// <summary>Writes a sample that is kept. Only the latest has its texts and times, null in older ones, and the outputs.</summary>
        /// <param name="writer">Where to.</param>
        /// <param name="registry">Holds the sample; the caller has its lock.</param>
        /// <param name="number">The sample's number, from 1.</param>
        public static void Write(Utf8Writer writer, ReadingRegistry registry, long number)
        {
            int slot = registry.SlotOf(number);
            writer.Write("{\"sequence\":");
            writer.Write(number);
            writer.Write(",\"uptime\":");
            writer.Write(registry.times[slot]);
            writer.Write(",\"values\":[");
            for (int i = 0; i < registry.readingCount; i++)
            {
                if (i > 0)
                {
                    writer.WriteByte((byte)',');
                }

                Reading reading = registry.readings[i];
                if (reading.samples != null)
                {
                    WriteNumber(writer, reading.samples[slot], reading.Decimals);
                }
                else if (number == registry.sequence && reading.IsAvailable)
                {
                    WriteValue(writer, reading);
                }
                else
                {
                    writer.Write("null");
                }
            }

            if (registry.outputCount > 0 && number == registry.sequence)
            {
                for (int i = 0; i < registry.outputCount; i++)
                {
                    writer.Write(i == 0 ? "],\"outputs\":[" : ",");
                    writer.Write(registry.outputs[i].Value);
                }
            }

            writer.Write("]}");
        }

        /// <summary>Writes the number of a sample.</summary>
        public static void WriteNumber(Utf8Writer writer, long number, int decimals)
        {
            if (number == Reading.Unavailable)
            {
                writer.Write("null");
            }
            else
            {
                writer.WriteFixed(number, decimals);
            }
        }

        /// <summary>Writes the latest value that a reading had.</summary>
        public static void WriteValue(Utf8Writer writer, Reading reading)
        {
            if (reading.Kind == ReadingKind.Text)
            {
                writer.WriteJson(reading.text);
            }
            else
            {
                writer.WriteFixed(reading.value, reading.Decimals);
            }
        }
    }
}
