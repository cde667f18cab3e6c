using Nano.Net.Http;
using Nano.Net.Telemetry;

namespace Nano.Boards
{
    /// <summary>
    /// The topics of a board and the documents in them: one with all readings, and one for each reading and output by which
    /// Home Assistant finds it (its documentation, "MQTT discovery"). A document that is too long is null.
    /// </summary>
    public sealed class MqttDocuments
    {
        /// <summary>What the availability topic says while the board is there.</summary>
        public const string Online = "online";

        /// <summary>And while it is not.</summary>
        public const string Offline = "offline";

        // Bytes of the longest document: a discovery document with long names, or all readings.
        private const int Size = 768;

        private readonly MqttTelemetrySettings settings;
        private readonly Utf8Buffer buffer = new Utf8Buffer(Size);
        private readonly JsonWriter json = new JsonWriter();

        /// <summary>Makes them.</summary>
        /// <param name="settings">Names.</param>
        public MqttDocuments(MqttTelemetrySettings settings)
        {
            this.settings = settings;
            Base = "nano/" + settings.Node;
            Availability = Base + "/status";
            State = Base + "/state";
            Commands = Base + "/+/set";
        }

        /// <summary>What the board's own topics begin with.</summary>
        public string Base { get; }

        /// <summary>Whether the board is there; the will of its connection.</summary>
        public string Availability { get; }

        /// <summary>The readings.</summary>
        public string State { get; }

        /// <summary>Matches the topics in which outputs are set.</summary>
        public string Commands { get; }

        /// <summary>Where an output says what it is set to.</summary>
        public string StateOf(Output output)
        {
            return Base + "/" + output.Name;
        }

        /// <summary>Where Home Assistant says that it has started.</summary>
        public string DiscoveryStatus
        {
            get { return settings.DiscoveryPrefix + "/status"; }
        }

        /// <summary>Where it looks for a reading.</summary>
        public string DiscoveryOf(Reading reading)
        {
            return settings.DiscoveryPrefix + "/sensor/" + settings.Node + "/" + reading.Name + "/config";
        }

        /// <summary>Where it looks for an output.</summary>
        public string DiscoveryOf(Output output)
        {
            return settings.DiscoveryPrefix + (IsSwitch(output) ? "/switch/" : "/number/") + settings.Node + "/" + output.Name + "/config";
        }

        /// <summary>Finds the output that a topic sets.</summary>
        /// <returns>Null where it is none of this board's.</returns>
        public Output FindOutput(ReadingRegistry registry, string topic)
        {
            const string End = "/set";
            int start = Base.Length + 1;
            int length = topic.Length - start - End.Length;
            if (length <= 0 || !topic.StartsWith(Base + "/") || !topic.EndsWith(End))
            {
                return null;
            }

            return registry.FindOutput(topic.Substring(start, length));
        }

        /// <summary>The latest sample of all readings: {"temperature":21.5,...}; null for one that is unavailable.</summary>
        public byte[] WriteState(ReadingRegistry registry)
        {
            buffer.Clear();
            for (int i = 0; i < registry.Count; i++)
            {
                Reading reading = registry.GetReading(i);
                buffer.Write(i == 0 ? "{\"" : ",\"");
                buffer.Write(reading.Name);
                buffer.Write("\":");
                if (!reading.IsAvailable)
                {
                    buffer.Write("null");
                }
                else if (reading.Kind == ReadingKind.Text)
                {
                    buffer.WriteJson(reading.Text);
                }
                else
                {
                    buffer.WriteFixed(reading.Value, reading.Decimals);
                }
            }

            buffer.WriteByte((byte)'}');
            return Copy();
        }

        /// <summary>What Home Assistant must know of a reading.</summary>
        public byte[] WriteDiscovery(Reading reading)
        {
            JsonWriter document = BeginDiscovery(reading.Name, reading.Help);
            document.Name("state_topic");
            document.Value("~/state");
            document.Name("value_template");
            document.Value("{{ value_json." + reading.Name + " }}");
            if (reading.Unit.Length > 0)
            {
                document.Name("unit_of_measurement");
                document.Value(reading.Unit);
            }

            if (reading.Kind == ReadingKind.Gauge || reading.Kind == ReadingKind.Counter)
            {
                document.Name("state_class");
                document.Value(reading.Kind == ReadingKind.Counter ? "total_increasing" : "measurement");
            }

            return EndDiscovery();
        }

        /// <summary>What Home Assistant must know of an output.</summary>
        public byte[] WriteDiscovery(Output output)
        {
            JsonWriter document = BeginDiscovery(output.Name, output.Help);
            document.Name("state_topic");
            document.Value("~/" + output.Name);
            document.Name("command_topic");
            document.Value("~/" + output.Name + "/set");
            document.Name(IsSwitch(output) ? "payload_off" : "min");
            WriteLimit(output, output.Minimum);
            document.Name(IsSwitch(output) ? "payload_on" : "max");
            WriteLimit(output, output.Maximum);
            return EndDiscovery();
        }

        // What has two values is switched, the rest is set.
        private static bool IsSwitch(Output output)
        {
            return output.Minimum == 0 && output.Maximum == 1;
        }

        private void WriteLimit(Output output, long value)
        {
            if (IsSwitch(output))
            {
                json.Value(value.ToString());
            }
            else
            {
                json.Value(value);
            }
        }

        private JsonWriter BeginDiscovery(string name, string help)
        {
            JsonWriter document = Begin();
            document.Name("~");
            document.Value(Base);
            document.Name("name");
            document.Value(help);
            document.Name("unique_id");
            document.Value(settings.Node + "_" + name);
            document.Name("availability_topic");
            document.Value("~/status");
            return document;
        }

        private byte[] EndDiscovery()
        {
            json.Name("device");
            json.BeginObject();
            json.Name("identifiers");
            json.Value(settings.Node);
            json.Name("name");
            json.Value(settings.DeviceName);
            json.EndObject();
            return End();
        }

        private JsonWriter Begin()
        {
            buffer.Clear();
            json.To(buffer).BeginObject();
            return json;
        }

        private byte[] End()
        {
            json.EndObject();
            return Copy();
        }

        // Of its own length: the client keeps it until the broker has it.
        private byte[] Copy()
        {
            if (buffer.IsCut)
            {
                return null;
            }

            byte[] document = new byte[buffer.Length];
            System.Array.Copy(buffer.Bytes, 0, document, 0, document.Length);
            return document;
        }
    }
}
