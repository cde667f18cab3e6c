namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>Every route of a telemetry device, by curl.</summary>
    public class RouteTests
    {
        private const string Html = "text/html; charset=utf-8";
        private const string Json = "application/json";
        private const string Text = "text/plain; charset=utf-8";

        public static TheoryData<int, string, string, string[]> Routes => new()
        {
            { 200, Html, "</html>", ["--compressed", "/"] },
            { 200, Html, "curl --compressed", ["/"] },
            { 200, Html, "^$", ["-I", "-o", "/dev/null", "/"] },
            { 200, Json, "\"temperature_celsius\"", ["/api/readings"] },
            { 200, Json, "\"LISTEN\".*\"ESTABLISHED\"", ["/api/connections"] },
            { 200, "text/plain; version=0.0.4; charset=utf-8", @"nano_temperature_celsius \d+\.\d\d", ["/metrics"] },
            { 200, Json, "\"name\":\"heater\".*\"value\":40", ["/api/outputs/heater"] },
            { 200, Json, "{\"heater\":75}", ["-H", TelemetryLab.Bearer, "-d", "75", "/api/outputs/heater"] },
            { 200, Json, "{\"interval\":250}", ["-H", TelemetryLab.Bearer, "-d", "250", "/api/interval"] },
            { 400, Text, "heater takes a whole number from 0 to 100", ["-H", TelemetryLab.Bearer, "-d", "101", "/api/outputs/heater"] },
            { 400, Text, "interval takes a whole number from 100 to 3600000", ["-H", TelemetryLab.Bearer, "-d", "soon", "/api/interval"] },
            { 401, Text, "", ["-d", "75", "/api/outputs/heater"] },
            { 401, Text, "", ["-H", TelemetryLab.Bearer + "r", "-d", "75", "/api/outputs/heater"] },
            { 401, Text, "", ["-d", "250", "/api/interval"] },
            { 401, Text, "", ["/capture"] },
            { 404, Text, "no such output", ["-H", TelemetryLab.Bearer, "-d", "75", "/api/outputs/cooler"] },
            { 404, Text, "", ["/nothing"] },
            { 405, Text, "", ["-d", "75", "/api/readings"] },
            { 405, Text, "", ["-X", "DELETE", "/metrics"] },
        };

        [SkippableTheory]
        [MemberData(nameof(Routes))]
        public void Route(int status, string type, string says, string[] arguments) => Run(device =>
        {
            string[] answer = device.Curl(["-w", "\n%{http_code} %{content_type}", .. arguments[..^1], TelemetryLab.Site + arguments[^1]]).Succeeded().Output.Split('\n');
            Assert.Equal($"{status} {type}", answer[^1]);
            Assert.Matches(says, string.Join('\n', answer[..^1]));
        });

        [SkippableFact]
        public void Output_ThatIsSet_StaysSet_AndNobodyElseSetsIt() => Run(device =>
        {
            device.Curl("-f", "-H", TelemetryLab.Bearer, "-d", "75", $"{TelemetryLab.Site}/api/outputs/heater").Succeeded();
            device.Curl("-H", "Authorization: Bearer a-guess-of-no-good", "-d", "10", $"{TelemetryLab.Site}/api/outputs/heater").Succeeded();
            Assert.Equal(75, device.ReadHeater());
            Assert.Equal(1, device.Counters.RequestsUnauthorized);
        });

        [SkippableFact]
        public void DeviceWithoutToken_ForbidsWhatTakesOne() => Run(
            device =>
            {
                foreach (string[] arguments in (string[][])[["-d", "75", "/api/outputs/heater"], ["-d", "250", "/api/interval"], ["/capture"]])
                {
                    Assert.Equal("403", device.Curl(["-o", "/dev/null", "-w", "%{http_code}", "-H", TelemetryLab.Bearer, .. arguments[..^1], TelemetryLab.Site + arguments[^1]]).Output);
                }
            },
            token: null);

        [SkippableFact]
        public void Metrics_ArePrometheusToTheLetter_AsPromtoolSees() => TelemetryLab.Run("promtool", "prometheus", device =>
        {
            ProgramResult check = device.Lab.Kernel.Run("sh", "-c", $"curl -sSf --max-time 10 --noproxy '*' {TelemetryLab.Site}/metrics | promtool check metrics").Succeeded();
            Assert.Equal("", check.Output + check.Error);
            Assert.Equal(1, device.Counters.ResponsesSucceeded);
        });

        private static void Run(Action<TelemetryLab> test, string? token = TelemetryLab.Token) => TelemetryLab.Run("curl", "curl", test, token);
    }
}
