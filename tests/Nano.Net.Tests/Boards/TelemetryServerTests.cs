using System.Text.Json;
using Nano.Boards;
using Nano.Net.Sockets;
using Nano.Net.Tests.Http;

namespace Nano.Net.Tests.Boards
{
    public class TelemetryServerTests
    {
        private const string Token = "correct-horse-battery";

        [Fact]
        public void WhatIsSaid_TellsHowToReachTheBoard()
        {
            using var board = new TelemetryBoard();
            IReadOnlyList<string> lines = board.Lab.Lines;

            Assert.Equal("TelemetryServer over a wire", lines[0]);
            Assert.Contains("  address  10.0.0.2/24", lines);
            Assert.Equal(["  http     TCP port 80", "  push     TCP port 7000"], lines.TakeLast(2));
            board.LookUntil(() => lines.Contains("  name     http://nano.local/"));
        }

        [Fact]
        public void BoardWithoutAddress_AsksForOneUnderItsName_AndSaysWhichItHasGot()
        {
            using var board = new TelemetryBoard(address: "0.0.0.0");
            using var server = new DhcpAnswers(board.Lab.Pc);

            Assert.Contains("  address  asking for one (DHCP)", board.Lab.Lines);
            board.LookUntil(() => board.Lab.Lines.Any(line => line.StartsWith("  address  10.0.0.50/24, gateway 10.0.0.1, ", StringComparison.Ordinal)));
            Assert.Equal("nano", server.HostName);
            using var client = new Client(board.Lab.Connect(80, "10.0.0.50"));
            Assert.Equal(200, Ask(client, "GET /api/readings").Status);
        }

        [Fact]
        public void Readings_TellOfTheBoard_AndOfEveryCounter()
        {
            using var board = new TelemetryBoard();
            using var client = new Client(board.Lab.Connect(80));

            using JsonDocument document = JsonDocument.Parse(Ask(client, "GET /api/readings").Body);

            Assert.Equal("nano", document.RootElement.GetProperty("device").GetString());
            Assert.Equal(
                ["uptime_seconds", "used_memory_bytes", "link", "address", "name", "time", "http_requests", "http_connections"],
                document.RootElement.GetProperty("readings").EnumerateArray().Select(reading => reading.GetProperty("name").GetString()));
            Assert.Equal(1, document.RootElement.GetProperty("stack").GetProperty("tcp_passive_opens").GetInt64());
        }

        [Fact]
        public void TimeThatIsNotKnown_IsUnavailable_AndNoDateIsGiven()
        {
            using var board = new TelemetryBoard();
            using var client = new Client(board.Lab.Connect(80));

            Response metrics = Ask(client, "GET /metrics");

            Assert.Contains("nano_reading_up{reading=\"time\"} 0\n", metrics.Body);
            Assert.DoesNotContain("nano_time_timestamp_seconds", metrics.Body);
            Assert.Null(metrics.Header("Date"));
        }

        [Fact]
        public void Page_Metrics_AndConnections_AreServed()
        {
            using var board = new TelemetryBoard();
            using var client = new Client(board.Lab.Connect(80));

            Assert.Contains("curl --compressed", Ask(client, "GET /").Body);
            Assert.Contains("\nnano_uptime_seconds ", Ask(client, "GET /metrics").Body);
            Assert.Contains("\"state\":\"ESTABLISHED\"", Ask(client, "GET /api/connections").Body);
        }

        [Fact]
        public void Light_IsSwitchedByWhoNamesTheToken()
        {
            using var board = new TelemetryBoard();
            using var client = new Client(board.Lab.Connect(80));

            Assert.Equal(401, Ask(client, "POST /api/outputs/light", "1").Status);
            Assert.False(board.IsLit);
            Assert.Equal(200, Ask(client, "POST /api/outputs/light", "1", Token).Status);
            Assert.True(board.IsLit);
            Assert.Equal(400, Ask(client, "POST /api/outputs/light", "2", Token).Status);
        }

        [Fact]
        public void BoardWithoutTokenAndLight_LetsNobodySetAnything()
        {
            using var board = new TelemetryBoard(settings => (settings.Token, settings.Light) = (null, null));
            using var client = new Client(board.Lab.Connect(80));

            Assert.Equal(403, Ask(client, "POST /api/outputs/light", "1", Token).Status);
            Assert.Contains("\"outputs\":[]", Ask(client, "GET /api/readings").Body);
        }

        [Fact]
        public void ClientOfThePushPort_GetsALineASample()
        {
            using var board = new TelemetryBoard();
            using TcpClient client = board.Lab.Connect(TelemetryProgram.PushPort);
            using var reader = new StreamReader(client.GetStream());

            Assert.StartsWith("{\"sequence\":", reader.ReadLine());
            Assert.StartsWith("{\"sequence\":", reader.ReadLine());
        }

        /// <summary>Two browsers, two clients of the push port, and one more: it is let in, or told to come again.</summary>
        [Theory]
        [InlineData("GET /api/connections", 200)]
        [InlineData("GET /capture", 503)]
        public void Newcomer_IsAnswered_HoweverManyThereAre(string third, int status)
        {
            using var board = new TelemetryBoard();
            using TcpClient line = board.Lab.Connect(TelemetryProgram.PushPort), secondLine = board.Lab.Connect(TelemetryProgram.PushPort);
            foreach (TcpClient pushed in new[] { line, secondLine })
            {
                using var reader = new StreamReader(pushed.GetStream(), leaveOpen: true);
                Assert.StartsWith("{\"sequence\":", reader.ReadLine());
            }

            using Client events = new(board.Lab.Connect(80)), secondEvents = new(board.Lab.Connect(80)), other = new(board.Lab.Connect(80));
            foreach (Client watcher in new[] { events, secondEvents })
            {
                watcher.Send("GET /api/events HTTP/1.1\r\nHost: nano\r\n\r\n");
                watcher.ReadThrough("retry: 2000\n\n");
            }

            other.Send($"{third} HTTP/1.1\r\nHost: nano\r\nAuthorization: Bearer {Token}\r\n\r\n");
            other.ReadThrough(status == 200 ? "\r\n0\r\n\r\n" : "\r\n\r\n");

            using var newcomer = new Client(board.Lab.Connect(80));
            Response response = Ask(newcomer, "GET /api/readings");
            Assert.Equal(status, response.Status);
            Assert.Equal(status == 503 ? "1" : null, response.Header("Retry-After"));
        }

        [Fact]
        public void LongestSample_FitsItsLine()
        {
            using var board = new TelemetryBoard(settings => settings.Name = new string('n', 32));
            using TcpClient client = board.Lab.Connect(TelemetryProgram.PushPort);
            using var reader = new StreamReader(client.GetStream());
            board.LookUntil(() => board.Lab.Lines.Any(line => line.StartsWith("  name ", StringComparison.Ordinal)));

            while (!reader.ReadLine()!.Contains("nnnn.local", StringComparison.Ordinal))
            {
            }

            Assert.Equal(0, board.Program.Telemetry.LinesTooLong);
        }

        private static Response Ask(Client client, string request, string body = "", string? token = null)
        {
            client.Send($"{request} HTTP/1.1\r\nHost: nano\r\nContent-Length: {body.Length}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n{body}");
            return client.ReadResponse();
        }

        /// <summary>The program on its board, with a token and a light unless a test has it otherwise.</summary>
        private sealed class TelemetryBoard : IDisposable
        {
            internal TelemetryBoard(Action<TelemetrySettings>? change = null, string address = "10.0.0.2")
            {
                var settings = new TelemetrySettings { Token = Token, Light = on => IsLit = on };
                change?.Invoke(settings);
                Lab = new BoardLab((name, link, options, write) => (Program = new TelemetryProgram(name, link, options, settings, write)).Board, address);
            }

            internal BoardLab Lab { get; }

            internal TelemetryProgram Program { get; private set; } = null!;

            internal bool IsLit { get; private set; }

            /// <summary>Looks at the board, as its first thread does, until it has come so far.</summary>
            internal void LookUntil(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(
                () =>
                {
                    Lab.Board.Look();
                    Thread.Sleep(20);
                    return condition();
                },
                TimeSpan.FromSeconds(60)));

            public void Dispose()
            {
                Program.Dispose();
                Lab.Dispose();
            }
        }
    }
}
