using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>A sample as JSON: {"sequence":58,"uptime":61234,"values":[21.53,"up"]}, the values in the order of the readings.</summary>
    internal static class SampleLine
    {
        /// <summary>Writes a sample that is kept. Only the latest has its texts; in older ones they are null.</summary>
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
                    writer.WriteFixed(reading.samples[slot], reading.Decimals);
                }
                else
                {
                    writer.WriteJson(number == registry.sequence ? reading.text : null);
                }
            }

            writer.Write("]}");
        }

        /// <summary>Writes the latest value of a reading.</summary>
        public static void WriteValue(Utf8Writer writer, Reading reading)
        {
            if (reading.samples != null)
            {
                writer.WriteFixed(reading.value, reading.Decimals);
            }
            else
            {
                writer.WriteJson(reading.text);
            }
        }
    }
}
