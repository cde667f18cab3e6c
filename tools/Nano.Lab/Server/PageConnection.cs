using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Nano.Emulator;

namespace Nano.Workbench
{
    /// <summary>One open page: it has a session of its own, which runs as fast as the page wants and is gone with it.</summary>
    internal sealed class PageConnection(WebSocket socket, CapturedRun? capture)
    {
        private const int LongestRequest = 128 * 1024;
        private const int MessagesAtOnce = 2000;
        private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(16);
        private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);

        private readonly Channel<JsonElement> requests = Channel.CreateBounded<JsonElement>(64);
        private LabSession session = new(new Scenario());
        private double speed;
        private long pauseAt = long.MaxValue;
        private bool isStarted;

        /// <summary>Serves the page until it is closed.</summary>
        public async Task RunAsync(CancellationToken cancel)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Task reading = ReadAsync(ended.Token);
            try
            {
                using var timer = new PeriodicTimer(Tick);
                long last = Environment.TickCount64;
                while (!reading.IsCompleted && await timer.WaitForNextTickAsync(ended.Token))
                {
                    long now = Environment.TickCount64;
                    double elapsed = Math.Min(now - last, 100);
                    last = now;
                    await AnswerAsync(ended.Token);
                    if (isStarted && capture == null)
                    {
                        await RunAsync(elapsed, ended.Token);
                        await SendAsync(session.TakeMessages(), ended.Token);
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException)
            {
                // The page has gone.
            }
            finally
            {
                ended.Cancel();
                await reading;
            }
        }

        // An action of the scenario that cannot be done stops the time, and the page says why.
        private async Task RunAsync(double elapsedMilliseconds, CancellationToken cancel)
        {
            try
            {
                Run(elapsedMilliseconds);
            }
            catch (ScenarioException e)
            {
                speed = 0;
                await SendAsync([new { k = "error", text = e.Message }], cancel);
            }
        }

        private void Run(double elapsedMilliseconds)
        {
            if (speed > 0 && !session.IsFull)
            {
                double virtualTime = Math.Min(elapsedMilliseconds * speed * 1000, pauseAt - session.Microseconds);
                session.Advance(TimeSpan.FromMicroseconds(Math.Max(0, virtualTime)));
                if (session.Microseconds >= pauseAt)
                {
                    speed = 0;
                    pauseAt = long.MaxValue;
                }
            }
        }

        private async Task AnswerAsync(CancellationToken cancel)
        {
            while (requests.Reader.TryRead(out JsonElement request))
            {
                try
                {
                    if (Answer(request) is { } answer)
                    {
                        await SendAsync([answer], cancel);
                    }
                }
                catch (Exception e) when (e is ScenarioException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
                {
                    await SendAsync([new { k = "error", text = e.Message }], cancel);
                }
            }
        }

        private object? Answer(JsonElement request)
        {
            string command = request.GetProperty("c").GetString() ?? "";
            switch (command)
            {
                case "begin":
                    isStarted = false;
                    speed = 0;
                    pauseAt = long.MaxValue;
                    if (capture != null)
                    {
                        isStarted = true;
                        return new Batch(capture.Messages);
                    }

                    session = new LabSession(Scenario.Read(request.GetProperty("scenario").GetString() ?? ""));
                    isStarted = true;
                    session.Advance(TimeSpan.FromMicroseconds(request.TryGetProperty("until", out JsonElement until) ? Math.Clamp(until.GetInt64(), 0, 3_600_000_000) : 0));
                    return null;
                case "speed":
                    speed = Math.Clamp(request.GetProperty("x").GetDouble(), 0, 1000);
                    pauseAt = request.TryGetProperty("until", out JsonElement end) ? end.GetInt64() : long.MaxValue;
                    return null;
                case "step":
                    speed = 0;
                    session.Step(LongestStep);
                    return null;
                case "run":
                    session.Advance(TimeSpan.FromMilliseconds(Math.Clamp(request.GetProperty("ms").GetDouble(), 0, 3_600_000)));
                    return null;
                case "do":
                    session.Do(request.GetProperty("a").GetString() ?? "");
                    return new { k = "scenario", text = session.Scenario.ToString() };
                case "open":
                    return Open(request.GetProperty("id").GetInt64());
                case "capture":
                    return new { k = "capture", base64 = Convert.ToBase64String(Capture()) };
                default:
                    throw new ScenarioException($"there is no request '{command}'");
            }
        }

        private IReadOnlyList<LabSegment> Segments => capture?.Segments ?? session.Segments;

        private object Open(long id)
        {
            LabSegment segment = id >= 1 && id <= Segments.Count ? Segments[(int)id - 1] : throw new ScenarioException($"there is no segment {id}");
            return new
            {
                k = "opened", id,
                bytes = Convert.ToHexStringLower(segment.Bytes),
                fields = HeaderReader.Read(segment.Bytes).Select(f => new { key = f.Key, at = f.Offset, n = f.Length, v = f.Value, rfc = f.Rfc }),
            };
        }

        private byte[] Capture()
        {
            using var stream = new MemoryStream();
            using (var writer = new PcapWriter(stream))
            {
                foreach (LabSegment segment in Segments)
                {
                    writer.Write(segment.Microseconds, segment.Bytes);
                }

                writer.Flush();
                return stream.ToArray();
            }
        }

        private async Task SendAsync(IReadOnlyList<object> messages, CancellationToken cancel)
        {
            if (messages is [Batch batch])
            {
                messages = batch.Messages;
            }

            for (int i = 0; i == 0 || i < messages.Count; i += MessagesAtOnce)
            {
                var text = new StringBuilder("{\"t\":").Append(session.Microseconds).Append(",\"run\":").Append(speed > 0 ? "true" : "false").Append(",\"full\":").Append(session.IsFull ? "true" : "false").Append(",\"m\":[");
                for (int j = i; j < Math.Min(messages.Count, i + MessagesAtOnce); j++)
                {
                    text.Append(j > i ? "," : "").Append(messages[j] is RawMessage raw ? raw.Json : JsonSerializer.Serialize(messages[j]));
                }

                await socket.SendAsync(Encoding.UTF8.GetBytes(text.Append("]}").ToString()), WebSocketMessageType.Text, true, cancel);
            }
        }

        private async Task ReadAsync(CancellationToken cancel)
        {
            var buffer = new ArrayBufferWriter<byte>();
            try
            {
                while (socket.State == WebSocketState.Open)
                {
                    ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.GetMemory(4096), cancel);
                    buffer.Advance(part.Count);
                    if (part.MessageType == WebSocketMessageType.Close || buffer.WrittenCount > LongestRequest)
                    {
                        return;
                    }

                    if (part.EndOfMessage)
                    {
                        using var document = JsonDocument.Parse(buffer.WrittenMemory);
                        await requests.Writer.WriteAsync(document.RootElement.Clone(), cancel);
                        buffer.Clear();
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException or JsonException)
            {
                // Gone, or no page of ours.
            }
        }

        private sealed record Batch(IReadOnlyList<object> Messages);
    }
}
