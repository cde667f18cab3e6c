using System;
using System.Text;
using Nano.Boards;
using Nano.Net.Services;
using Nano.Net.Sockets;
using Nano.Net.Telemetry;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>The telemetry program for boards on the interpreter, all but its link.</summary>
    [TestClass]
    public class TelemetryTests
    {
        private const string Address = "10.0.0.3";

        [TestMethod]
        public void Board_GetsAddressTimeAndName_AndTellsThem()
        {
            using (TelemetryLab lab = new TelemetryLab())
            {
                lab.Start("0.0.0.0");
                lab.LookUntil(() => lab.Program.Board.Dhcp.State == DhcpState.Bound && lab.Program.Time.ReadTime() != Reading.Unavailable && lab.Said.IndexOf("http://nano.local/") > 0, "address, time and name");
                Assert.IsTrue(lab.Said.IndexOf("  address  " + TelemetryLab.GrantedAddress + "/24, ") > 0, lab.Said);

                // The name came last, and is told with the next sample.
                TcpClient client = lab.Connect(TelemetryLab.GrantedAddress, 80);
                Wait.For(() => Http.Get(client, "/api/readings").IndexOf("\"value\":\"nano.local\"") > 0, "a sample with the name");
                string readings = Http.Get(client, "/api/readings");
                Assert.IsTrue(readings.IndexOf("\"value\":\"" + TelemetryLab.GrantedAddress + "\"") > 0, readings);
                string metrics = Http.Get(client, "/metrics");
                Assert.IsTrue(metrics.IndexOf("Date: Tue, 01 Jan 2030 00:") > 0, metrics);

                // 2030-01-01, and what has passed since.
                Assert.IsTrue(metrics.IndexOf("\nnano_time_timestamp_seconds 18934") > 0, metrics);
                client.Close();
            }
        }

        [TestMethod]
        public void Page_Readings_AndMetrics_AreServed_OverOneConnection()
        {
            using (TelemetryLab lab = new TelemetryLab())
            {
                lab.Start(Address);
                TcpClient client = lab.Connect(Address, 80);
                byte[] page;
                string head = Http.GetPacked(client, "/", out page);
                Assert.IsTrue(head.IndexOf("HTTP/1.1 200 OK\r\n") == 0, head);
                Assert.IsTrue(head.IndexOf("\r\nContent-Encoding: gzip\r\n") > 0, head);

                // RFC 1952: how it begins, and at its end how long the page is.
                Assert.IsTrue(page[0] == 31 && page[1] == 139, "a gzip file");
                int length = page[page.Length - 4] + (page[page.Length - 3] << 8) + (page[page.Length - 2] << 16) + (page[page.Length - 1] << 24);
                Assert.IsTrue(length > 30000 && length < 90000, length.ToString());
                string readings = Http.Get(client, "/api/readings");
                Assert.IsTrue(readings.IndexOf("Content-Type: application/json\r\n") > 0, readings);
                Assert.IsTrue(readings.IndexOf("{\"name\":\"free_memory_bytes\",\"kind\":\"gauge\",\"unit\":\"B\"") > 0, readings);
                Assert.IsTrue(readings.IndexOf("\"outputs\":[{\"name\":\"light\"") > 0, readings);
                string metrics = Http.Get(client, "/metrics");
                Assert.IsTrue(metrics.IndexOf("\n# TYPE nano_uptime_seconds gauge\nnano_uptime_seconds ") > 0, metrics);
                Assert.IsTrue(metrics.IndexOf("\nnano_tcp_passive_opens_total 1\n") > 0, metrics);
                client.Close();
            }
        }

        [TestMethod]
        public void Events_ComeWithEverySample()
        {
            using (TelemetryLab lab = new TelemetryLab())
            {
                lab.Start(Address);
                TcpClient client = lab.Connect(Address, 80);
                string head = Http.Exchange(client, "GET /api/events HTTP/1.1\r\nHost: nano\r\n\r\n", "retry: 2000\n\n");
                Assert.IsTrue(head.IndexOf("Content-Type: text/event-stream\r\n") > 0, head);
                for (int i = 0; i < 2; i++)
                {
                    // Between two of them there may be what the page is told besides.
                    string sample = Http.Exchange(client, "", "\nevent: sample\n\n");
                    Assert.IsTrue(sample.IndexOf("data: {\"sequence\":") >= 0, sample);
                    Assert.IsTrue(sample.IndexOf("\"up\",\"" + Address + "\"") > 0, sample);
                }

                client.Close();
            }
        }

        [TestMethod]
        public void Push_SendsALineASample()
        {
            using (TelemetryLab lab = new TelemetryLab())
            {
                lab.Start(Address);
                TcpClient client = lab.Connect(Address, TelemetryProgram.PushPort);
                for (int i = 0; i < 2; i++)
                {
                    string line = Http.Exchange(client, "", "]}\n");
                    Assert.IsTrue(line.IndexOf("{\"sequence\":") == 0, line);
                }

                client.Close();
            }
        }

        [TestMethod]
        public void Light_IsSwitched_ByWhoNamesTheToken()
        {
            using (TelemetryLab lab = new TelemetryLab())
            {
                lab.Start(Address);
                TcpClient client = lab.Connect(Address, 80);
                string response = Switch(client, "wrong", "Unauthorized\n");
                Assert.IsTrue(response.IndexOf("HTTP/1.1 401 ") == 0, response);
                Assert.IsFalse(lab.IsLit);
                response = Switch(client, TelemetryLab.Token, "{\"light\":1}\n");
                Assert.IsTrue(response.IndexOf("HTTP/1.1 200 OK") == 0, response);
                Assert.IsTrue(lab.IsLit);
                client.Close();
            }
        }

        [TestMethod]
        public void ThousandRequestsForReadings_LeaveNothingOnTheHeap()
        {
            const int Requests = 1000;
            using (TelemetryLab lab = new TelemetryLab())
            {
                lab.Start(Address);
                TcpClient client = lab.Connect(Address, 80);
                Http.Get(client, "/api/readings");
                lab.Program.Telemetry.Interval = TelemetryOptions.GreatestInterval;
                byte[] request = Encoding.UTF8.GetBytes("GET /api/readings HTTP/1.1\r\nHost: nano\r\n\r\n");
                byte[] buffer = new byte[512];
                Repeat(client.GetStream(), request, buffer, 10);
                int free = Heap.FreeAtRest();
                long start = DateTime.UtcNow.Ticks;
                Repeat(client.GetStream(), request, buffer, Requests);
                int milliseconds = (int)((DateTime.UtcNow.Ticks - start) / TimeSpan.TicksPerMillisecond);
                Console.WriteLine("requests a second for /api/readings, client included: " + (Requests * 1000 / milliseconds).ToString());

                // More may be free than before: what a thread has waited for goes when it is scheduled again.
                int left = free - Heap.FreeAtRest();
                Assert.IsTrue(left <= 0, left.ToString() + " bytes are left on the heap");
                client.Close();
            }
        }

        private static string Switch(TcpClient client, string token, string end)
        {
            return Http.Exchange(client, "POST /api/outputs/light HTTP/1.1\r\nHost: nano\r\nAuthorization: Bearer " + token + "\r\nContent-Length: 1\r\n\r\n1", end);
        }

        private static void Repeat(NetworkStream stream, byte[] request, byte[] buffer, int times)
        {
            for (int i = 0; i < times; i++)
            {
                stream.Write(request, 0, request.Length);

                // The last chunk is "0", an empty line before it and behind it; nothing in JSON is like that.
                int count;
                int kept = 0;
                do
                {
                    count = kept + stream.Read(buffer, kept, buffer.Length - kept);
                    kept = count < 5 ? count : 5;
                    Array.Copy(buffer, count - kept, buffer, 0, kept);
                }
                while (kept < 5 || buffer[0] != '0' || buffer[1] != '\r' || buffer[2] != '\n' || buffer[3] != '\r' || buffer[4] != '\n');
            }
        }
    }
}
