using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>What a telemetry device sends as it comes about: events to curl, a capture to tshark, lines to nc.</summary>
    public class StreamTests
    {
        private const int CapturePort = 40_000;
        private const int OtherPort = 40_001;

        private static readonly string[] Fields = ["frame.time_epoch", "_ws.col.Protocol", "tcp.srcport", "tcp.dstport", "icmp.type", "_ws.malformed"];

        [SkippableFact]
        public void Events_FollowTheSamples_AndWhoReturnsMissesNone() => TelemetryLab.Run("curl", "curl", device =>
        {
            long[] before = Follow(device);
            Assert.InRange(before.Length, 2, int.MaxValue);
            Thread.Sleep(5 * TelemetryLab.Interval);
            long[] after = Follow(device, "-H", string.Create(CultureInfo.InvariantCulture, $"Last-Event-ID: {before[^1]}"));

            long[] all = [.. before, .. after];
            Assert.Equal(Enumerable.Range((int)all[0], all.Length).Select(i => (long)i), all);
            Assert.True(after.Length > before.Length, $"{before.Length} at first, {after.Length} with those missed");
        });

        [SkippableFact]
        public void Capture_IsReadByTsharkFromAPipe_AndLeavesItselfOut() => TelemetryLab.Run("tshark", "tshark", device =>
        {
            Program.Require("ping", "iputils-ping");
            long begin = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            using var folder = new TemporaryFolder();
            string number = folder["curl"];
            using Program tshark = device.Lab.Kernel.Start(
                "sh",
                "-c",
                $"(curl -sSN --max-time 12 --noproxy '*' --local-port {CapturePort} -H '{TelemetryLab.Bearer}' {TelemetryLab.Site}/capture & echo $! >'{number}'; wait)"
                    + $" | tshark -n -i - -T fields -E separator=/s {string.Join(' ', Fields.Select(field => $"-e {field}"))}");
            device.Lab.Eventually(() => device.Counters.Requests == 1, () => "nobody asks for a capture");
            device.Lab.Kernel.Run("ping", "-c", "2", "-i", "0.2", $"{Lab.Address}").Succeeded();
            device.Curl("-f", "-o", "/dev/null", "--local-port", $"{OtherPort}", $"{TelemetryLab.Site}/").Succeeded();

            // What has come so far passes through the pipe; then its end does.
            Thread.Sleep(500);
            Program.Run("kill", [File.ReadAllText(number).Trim()]).Succeeded();
            ProgramResult result = tshark.WaitForEnd();
            string[] frames = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(frames.Length > 0, $"{result}");
            Assert.Equal((2, 2), (frames.Count(frame => frame.Contains(" ICMP   8 ", StringComparison.Ordinal)), frames.Count(frame => frame.Contains(" ICMP   0 ", StringComparison.Ordinal))));
            Assert.Contains(frames, frame => frame.Contains($" {OtherPort} 80 ", StringComparison.Ordinal));
            Assert.Contains(frames, frame => frame.Contains($" 80 {OtherPort} ", StringComparison.Ordinal));
            Assert.DoesNotContain(frames, frame => frame.Contains($" {CapturePort} ", StringComparison.Ordinal));
            Assert.All(frames, frame => Assert.InRange(double.Parse(frame.Split(' ')[0], CultureInfo.InvariantCulture), begin, begin + 60));
            Assert.All(frames, frame => Assert.DoesNotContain("Malformed", frame, StringComparison.Ordinal));
        });

        [SkippableFact]
        public void SecondCapture_IsRefusedWhileThereIsOne() => TelemetryLab.Run("curl", "curl", device =>
        {
            using Program first = device.Lab.Kernel.Start("curl", "-sSN", "--max-time", "10", "--noproxy", "*", "-o", "/dev/null", "-H", TelemetryLab.Bearer, $"{TelemetryLab.Site}/capture");
            device.Lab.Eventually(() => device.Counters.Requests == 1, () => "nobody asks for a capture");
            Assert.Equal("somebody else is watching\n503", device.Curl("-w", "%{http_code}", "-H", TelemetryLab.Bearer, $"{TelemetryLab.Site}/capture").Output);
        });

        [SkippableFact]
        public void PushPort_SendsEachSampleAsALine() => TelemetryLab.Run("nc", "netcat-openbsd", device =>
        {
            string[] lines = device.Lab.Kernel.Run("sh", "-c", $"nc {Lab.Address} {TelemetryLab.PushPort} | head -n 4").Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            JsonNode[] samples = [.. lines.Select(line => JsonNode.Parse(line)!)];
            long first = (long)samples[0]["sequence"]!;
            Assert.Equal([first, first + 1, first + 2, first + 3], samples.Select(sample => (long)sample["sequence"]!));
            Assert.All(samples, sample => Assert.InRange((double)sample["values"]![0]!, 10, 40));
        });

        /// <summary>The numbers of the events that curl gets in a second and a half.</summary>
        private static long[] Follow(TelemetryLab device, params string[] arguments)
        {
            string events = device.Lab.Kernel.Run("curl", ["-sSN", "--max-time", "1.5", "--noproxy", "*", .. arguments, $"{TelemetryLab.Site}/api/events"]).Output;
            Assert.StartsWith("event: alive\ndata\nretry: 2000\n\n", events, StringComparison.Ordinal);
            return [.. Regex.Matches(events, "data: (.*)\nid: (.*)\nevent: sample\n\n").Select(found =>
            {
                long id = long.Parse(found.Groups[2].Value, CultureInfo.InvariantCulture);
                Assert.Equal(id, (long)JsonNode.Parse(found.Groups[1].Value)!["sequence"]!);
                return id;
            })];
        }
    }
}
