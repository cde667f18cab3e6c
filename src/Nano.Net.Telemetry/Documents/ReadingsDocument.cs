using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>
    /// GET /api/readings: what the device is, when its recent samples were taken, all readings with them, what can be set, and what
    /// the stack has counted, as JSON.
    /// It is written piece by piece, and where it stands is a number, so that nothing is kept for a slow client.
    /// </summary>
    internal sealed class ReadingsDocument
    {
        // A position is a section, the index of a reading, output or counter in it, and within the samples of a reading the
        // low bits of the number of the next one.
        private const int SectionShift = 28;
        private const int SectionMask = 3;
        private const int IndexShift = 18;
        private const int IndexMask = 0x3FF;

        // In the samples of a reading, and not at the first of them; for a text, in its characters.
        private const int InSamples = 1 << 17;
        private const int SomeWritten = 1 << 30;
        private const int NumberMask = InSamples - 1;

        // In the first section: the texts about the device, and its addresses, one each.
        private const int AboutIndex = 1;
        private const int AboutCount = 3;
        private const int AddressIndex = AboutIndex + AboutCount;

        // Of no reading, the times of the samples.
        private const int TimesIndex = IndexMask;

        private const int ReadingsSection = 1;
        private const int OutputsSection = 2;
        private const int CountersSection = 3;

        // Samples, counters and characters a piece: so many fit the smallest piece.
        private const int CharactersAtOnce = 64;
        private const int SamplesAtOnce = 8;
        private const int CountersAtOnce = 4;

        private readonly TelemetryServer server;
        private readonly ReadingRegistry registry;

        public ReadingsDocument(TelemetryServer server)
        {
            this.server = server;
            registry = server.Registry;
        }

        /// <summary>Writes a piece (<see cref="HttpBody"/>).</summary>
        public int WritePiece(HttpResponse writer, int position)
        {
            int index = (position >> IndexShift) & IndexMask;
            switch ((position >> SectionShift) & SectionMask)
            {
                case 0:
                    return index < AboutIndex ? WriteHead(writer) : index < AddressIndex ? WriteAbout(writer, index) : WriteAddress(writer, index);
                case ReadingsSection:
                    return index == TimesIndex ? WriteSamples(writer, index, position)
                        : (position & InSamples) == 0 ? WriteReading(writer, index)
                        : registry.readings[index].Kind == ReadingKind.Text ? WriteText(writer, index, position & NumberMask)
                        : WriteSamples(writer, index, position);
                case OutputsSection:
                    return WriteOutput(writer, index);
                default:
                    return WriteCounters(writer, index);
            }
        }

        private static int At(int section, int index)
        {
            return (section << SectionShift) | (index << IndexShift);
        }

        private int WriteHead(HttpResponse writer)
        {
            writer.Write("{\"device\":");
            writer.WriteJson(server.Options.DeviceName);
            writer.Write(",\"uptime\":");
            long uptime = server.Uptime;
            writer.Write(uptime);
            writer.Write(",\"age\":");
            writer.Write(registry.AgeAt(uptime));
            writer.Write(",\"interval\":");
            writer.Write(server.Interval);
            writer.Write(",\"sequence\":");
            writer.Write(registry.Sequence);
            writer.Write(",\"settable\":");
            writer.Write(server.IsSettable ? "true" : "false");
            if (server.HasSettings)
            {
                writer.Write(",\"settings\":true");
            }

            // Then the page asks for one.
            HttpAuthenticator login = server.Options.Login;
            if (server.HasSettings && login != null && !login.HasSecret)
            {
                writer.Write(",\"password\":false");
            }

            return At(0, AboutIndex);
        }

        private int WriteAbout(HttpResponse writer, int index)
        {
            string name;
            string text;
            switch (index - AboutIndex)
            {
                case 0:
                    name = ",\"firmware\":";
                    text = server.Options.Firmware;
                    break;
                case 1:
                    name = ",\"reset\":";
                    text = server.Options.ResetReason;
                    break;
                default:
                    name = ",\"script\":";
                    text = server.Options.Script;
                    break;
            }

            if (text != null)
            {
                writer.Write(name);
                writer.WriteJson(text);
            }

            index++;
            if (index == AddressIndex)
            {
                writer.Write(",\"addresses\":[");
            }

            return At(0, index);
        }

        // An address; there may be others than with the one before.
        private int WriteAddress(HttpResponse writer, int index)
        {
            IPAddress[] addresses = server.Runner.GetOwnAddresses();
            int i = index - AddressIndex;
            if (i < addresses.Length && index < IndexMask)
            {
                writer.Write(i == 0 ? "\"" : ",\"");
                writer.Write(addresses[i].ToString());
                writer.WriteByte((byte)'"');
                return At(0, index + 1);
            }

            writer.Write("],\"times\":[");
            return At(ReadingsSection, TimesIndex) | InSamples | (int)(registry.OldestSample & NumberMask);
        }

        private int WriteReading(HttpResponse writer, int index)
        {
            Reading reading = registry.readings[index];
            writer.Write(index == 0 ? "{\"name\":\"" : ",{\"name\":\"");
            writer.Write(reading.Name);
            writer.Write("\",\"kind\":\"");
            writer.Write(KindName(reading.Kind));
            writer.Write("\",\"unit\":");
            writer.WriteJson(reading.Unit);
            writer.Write(",\"help\":");
            writer.WriteJson(reading.Help);
            writer.Write(",\"decimals\":");
            writer.Write(reading.Decimals);
            writer.Write(",\"value\":");
            long unavailableFor = registry.UnavailableFor(reading, server.Uptime);
            if (unavailableFor < 0)
            {
                if (reading.Kind == ReadingKind.Text)
                {
                    writer.WriteByte((byte)'"');
                    return At(ReadingsSection, index) | InSamples;
                }

                SampleLine.WriteValue(writer, reading);
            }
            else
            {
                writer.Write("null,\"unavailableFor\":");
                writer.Write(unavailableFor);
            }

            if (reading.samples == null)
            {
                return EndReading(writer, index);
            }

            writer.Write(",\"samples\":[");
            return At(ReadingsSection, index) | InSamples | (int)(registry.OldestSample & NumberMask);
        }

        // A part of a text. It may have become another one since the part before: what is written is a string all the same.
        private int WriteText(HttpResponse writer, int index, int from)
        {
            string text = registry.readings[index].text;
            int end = text.Length - from > CharactersAtOnce ? from + CharactersAtOnce : text.Length;
            if (end < text.Length && text[end - 1] >= 0xD800 && text[end - 1] < 0xDC00)
            {
                // A surrogate pair stays together.
                end--;
            }

            if (end > from)
            {
                writer.WriteJsonPart(from == 0 && end == text.Length ? text : text.Substring(from, end - from));
            }

            if (end < text.Length && end < NumberMask)
            {
                return At(ReadingsSection, index) | InSamples | end;
            }

            writer.WriteByte((byte)'"');
            return EndReading(writer, index);
        }

        private int WriteSamples(HttpResponse writer, int index, int position)
        {
            Reading reading = index == TimesIndex ? null : registry.readings[index];
            bool someWritten = (position & SomeWritten) != 0;
            lock (registry.sync)
            {
                // The number next to be taken is at most the history away, of which the mask has room for more.
                long end = registry.sequence + 1;
                long number = end - ((end - position) & NumberMask);
                if (number < registry.OldestSample)
                {
                    // Overwritten since the piece before.
                    number = registry.OldestSample;
                }

                for (int i = 0; i < SamplesAtOnce && number < end; i++)
                {
                    if (someWritten)
                    {
                        writer.WriteByte((byte)',');
                    }

                    someWritten = true;
                    int slot = registry.SlotOf(number);
                    if (reading == null)
                    {
                        writer.Write(registry.times[slot]);
                    }
                    else
                    {
                        SampleLine.WriteNumber(writer, reading.samples[slot], reading.Decimals);
                    }

                    number++;
                }

                if (number < end)
                {
                    return At(ReadingsSection, index) | InSamples | SomeWritten | (int)(number & NumberMask);
                }
            }

            writer.WriteByte((byte)']');
            return reading == null ? EndTimes(writer) : EndReading(writer, index);
        }

        private int EndTimes(HttpResponse writer)
        {
            writer.Write(",\"readings\":[");
            return registry.readingCount > 0 ? At(ReadingsSection, 0) : EndReadings(writer);
        }

        private int EndReading(HttpResponse writer, int index)
        {
            writer.WriteByte((byte)'}');
            index++;
            return index < registry.readingCount ? At(ReadingsSection, index) : EndReadings(writer);
        }

        private int EndReadings(HttpResponse writer)
        {
            writer.Write("],\"outputs\":[");
            return registry.outputCount > 0 ? At(OutputsSection, 0) : EndOutputs(writer);
        }

        /// <summary>Writes an output, as JSON.</summary>
        internal static void WriteOutput(HttpResponse writer, Output output)
        {
            writer.Write("{\"name\":\"");
            writer.Write(output.Name);
            writer.Write("\",\"help\":");
            writer.WriteJson(output.Help);
            writer.Write(",\"minimum\":");
            writer.Write(output.Minimum);
            writer.Write(",\"maximum\":");
            writer.Write(output.Maximum);
            writer.Write(",\"step\":");
            writer.Write(output.Step);
            writer.WriteByte((byte)',');
            output.WriteState(writer);
            writer.WriteByte((byte)'}');
        }

        private int WriteOutput(HttpResponse writer, int index)
        {
            if (index > 0)
            {
                writer.WriteByte((byte)',');
            }

            WriteOutput(writer, registry.outputs[index]);
            index++;
            return index < registry.outputCount ? At(OutputsSection, index) : EndOutputs(writer);
        }

        private int EndOutputs(HttpResponse writer)
        {
            writer.Write("],\"stack\":{");
            return At(CountersSection, 0);
        }

        private int WriteCounters(HttpResponse writer, int index)
        {
            StackCounters counters = server.Runner.Stack.Counters;
            int count = StackCounterList.CountOf(counters);
            for (int i = 0; i < CountersAtOnce && index < count; i++)
            {
                string layer;
                string name;
                long value = StackCounterList.Get(counters, index, out layer, out name);
                writer.Write(index == 0 ? "\"" : ",\"");
                writer.Write(layer);
                writer.Write(name);
                writer.Write("\":");
                writer.Write(value);
                index++;
            }

            if (index < count)
            {
                return At(CountersSection, index);
            }

            writer.Write("}}\n");
            return HttpResponse.EndOfBody;
        }

        private static string KindName(ReadingKind kind)
        {
            switch (kind)
            {
                case ReadingKind.Gauge: return "gauge";
                case ReadingKind.Counter: return "counter";
                case ReadingKind.Time: return "time";
                default: return "text";
            }
        }
    }
}
