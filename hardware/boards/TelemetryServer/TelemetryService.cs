using System;
using System.Reflection;
using Nano.Net;
using Nano.Net.Sockets;

namespace Nano.Boards
{
    /// <summary>Says how the board is, in one JSON document to everyone who connects, and closes the connection.</summary>
    public sealed class TelemetryService : TcpService
    {
        /// <summary>Where it listens unless there is a reason for another port. Nobody has assigned it.</summary>
        public const int UsualPort = 7000;

        private const int BufferSize = 512;

        private readonly StackCounters counters;
        private readonly FieldInfo[] link;
        private readonly FieldInfo[] internet;
        private readonly FieldInfo[] udp;
        private readonly FieldInfo[] tcp;

        /// <summary>Makes the service.</summary>
        /// <param name="runner">Runs the stack to listen on, and to tell of.</param>
        /// <param name="port">The port.</param>
        public TelemetryService(StackRunner runner, int port)
            : base(runner, port, 1, BufferSize)
        {
            counters = runner.Stack.Counters;
            link = FieldsOf(counters.Link);
            internet = FieldsOf(counters.Internet);
            udp = FieldsOf(counters.Udp);
            tcp = FieldsOf(counters.Tcp);
        }

        /// <inheritdoc/>
        public override string Name
        {
            get { return "status"; }
        }

        /// <inheritdoc/>
        protected override void Serve(NetworkStream stream, byte[] buffer)
        {
            JsonWriter json = new JsonWriter(stream, buffer);
            json.BeginObject();
            json.Number("uptimeMilliseconds", Environment.TickCount64);
            json.Number("freeMemoryBytes", FreeMemory.Measure());
            Write(json, "link", counters.Link, link);
            Write(json, "internet", counters.Internet, internet);
            Write(json, "udp", counters.Udp, udp);
            Write(json, "tcp", counters.Tcp, tcp);
            json.EndObject();
            json.EndDocument();
        }

        private static FieldInfo[] FieldsOf(object group)
        {
            return group.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance);
        }

        // The counters are told by their names, so that the document knows of one that is new without being told.
        private static void Write(JsonWriter json, string name, object group, FieldInfo[] fields)
        {
            json.BeginObject(name);
            for (int i = 0; i < fields.Length; i++)
            {
                json.Number(fields[i].Name, (long)fields[i].GetValue(group));
            }

            json.EndObject();
        }
    }
}
