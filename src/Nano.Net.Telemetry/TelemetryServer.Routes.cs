using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    // What is answered on which path.
    public sealed partial class TelemetryServer
    {
        // Milliseconds that a request waits for the handler of an output, and every other request with it.
        private const int HandlerTime = 100;

        private readonly HttpBody readingsPiece;
        private readonly HttpBody metricsPiece;

        private static void Forbid(HttpRequest request, HttpResponse response)
        {
            response.Status = 403;
            response.Write("this device has no token and lets nobody do this\n");
        }

        private void ServeReadings(HttpRequest request, HttpResponse response)
        {
            BeginJson(response);
            response.SendBody(readingsPiece);
        }

        private void ServeConnections(HttpRequest request, HttpResponse response)
        {
            BeginJson(response);
            response.SendBody(new ConnectionsDocument(Runner.GetConnections()).WritePiece);
        }

        private void ServeMetrics(HttpRequest request, HttpResponse response)
        {
            response.ContentType = MetricsDocument.ContentType;
            response.SendBody(metricsPiece);
        }

        private void SetInterval(HttpRequest request, HttpResponse response)
        {
            long value;
            if (!request.Body.TryGetInt64(out value) || value < TelemetryOptions.LeastInterval || value > TelemetryOptions.GreatestInterval)
            {
                Refuse(response, "interval", TelemetryOptions.LeastInterval, TelemetryOptions.GreatestInterval);
                return;
            }

            Interval = (int)value;
            Confirm(response, "interval", value);
        }

        private void ServeOutput(HttpRequest request, HttpResponse response)
        {
            Output output = Find(request, response);
            if (output != null)
            {
                BeginJson(response);
                ReadingsDocument.WriteOutput(response, output);
                response.WriteByte((byte)'\n');
            }
        }

        // 200 where the output has got the value, 500 where its handler has failed, 202 where it is still at work: what comes of it
        // is told by an event, and by GET.
        private void SetOutput(HttpRequest request, HttpResponse response)
        {
            Output output = Find(request, response);
            if (output == null)
            {
                return;
            }

            long value;
            if (!request.Body.TryGetInt64(out value) || !output.Takes(value))
            {
                Refuse(response, output.Name, output.Minimum, output.Maximum);
                return;
            }

            bool failed;
            if (!output.Order(value, HandlerTime, out failed))
            {
                response.Status = 202;
            }
            else if (failed)
            {
                response.Status = 500;
                response.Write("the device could not set ");
                response.Write(output.Name);
                response.Write("; it is still ");
                response.Write(output.Value);
                response.WriteByte((byte)'\n');
                return;
            }

            Confirm(response, output.Name, value);
        }

        private Output Find(HttpRequest request, HttpResponse response)
        {
            Output output = Registry.FindOutput(request.Rest);
            if (output == null)
            {
                response.Status = 404;
                response.Write("no such output; /api/readings lists them\n");
            }

            return output;
        }

        private static void BeginJson(HttpResponse response)
        {
            response.ContentType = "application/json";
            response.AddHeader("Cache-Control", "no-store");
        }

        private static void Refuse(HttpResponse response, string name, long minimum, long maximum)
        {
            response.Status = 400;
            response.Write(name);
            response.Write(" takes a whole number from ");
            response.Write(minimum);
            response.Write(" to ");
            response.Write(maximum);
            response.Write(" as the body\n");
        }

        private static void Confirm(HttpResponse response, string name, long value)
        {
            BeginJson(response);
            response.Write("{\"");
            response.Write(name);
            response.Write("\":");
            response.Write(value);
            response.Write("}\n");
        }
    }
}
