using System.Text;
using Nano.Emulator;
using Nano.Net.Http;
using Nano.Net.Management;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Management;

public class DeviceLogTests
{
    private readonly HandClock clock = new() { Milliseconds = 5_000 };

    [Fact]
    public void Lines_AreKept_TheLastOfThem()
    {
        DeviceLog log = new(clock, 3, 1024);
        for (int i = 0; i < 5; i++)
        {
            log.Write(LogSeverity.Notice, "part" + i, "text");
        }

        Assert.Equal(["2 part2: text", "3 part3: text", "4 part4: text"], Lines(log));
        Assert.Equal(5, log.Written);
    }

    /// <summary>Against a list: whatever the lengths, the newest lines are there, whole, as many as fit the ring in order.</summary>
    [Fact]
    public void Ring_KeepsTheNewestLines_WholeAndInOrder()
    {
        Random random = new(1);
        DeviceLog log = new(clock, 12, 512);
        List<string> all = [];
        for (int i = 0; i < 5000; i++)
        {
            string text = new((char)('a' + (i % 26)), random.Next(0, 150));
            log.Write(LogSeverity.Notice, "p", text);
            all.Add($"{i} p: {text}");
            string[] found = Lines(log);
            Assert.Equal(all[^found.Length..], found);
            Assert.InRange(found.Length, Math.Min(2, all.Count), 12);
        }
    }

    [Fact]
    public void Line_IsCutAtACharacter_AndHasNoControlCharacters()
    {
        DeviceLog log = new(clock, 2, 512);
        log.Write(LogSeverity.Error, "a\nb", "x\r\ny\t\u007F" + "z");
        Assert.Equal(["0 a b: x  y  z"], Lines(log));
        foreach (string character in new[] { "é", "€", "\U0001F600", "q" })
        {
            for (int shift = 0; shift < 5; shift++)
            {
                log.Write(LogSeverity.Error, new string('p', shift + 1), string.Concat(Enumerable.Repeat(character, 200)));
                string line = Lines(log)[^1];
                Assert.DoesNotContain('\uFFFD', line);
                line = line[(line.IndexOf(' ') + 1)..];
                Assert.InRange(Encoding.UTF8.GetByteCount(line), DeviceLog.LongestLine - 7, DeviceLog.LongestLine);
            }
        }
    }

    [Fact]
    public void Writing_AllocatesNothing()
    {
        DeviceLog log = new(clock);
        Assert.Equal(0, Allocations.Of(() => log.Write(LogSeverity.Notice, "part", "what there is to say")));
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        Assert.Throws<ArgumentNullException>(() => new DeviceLog(null));
        Assert.Throws<ArgumentException>(() => new DeviceLog(clock, 0, 1024));
        Assert.Throws<ArgumentException>(() => new DeviceLog(clock, 50, 255));
    }

    /// <summary>As /api/log answers: with the time since the start, and with the time of day once it is known, for older lines as well.</summary>
    [Fact]
    public void Answer_TellsTimeSeverityAndText()
    {
        DeviceLog log = null!;
        using HttpHosts hosts = new(server =>
        {
            log = new DeviceLog(clock);
            server.Map(HttpMethods.Get, "/api/log", log.Answer);
        });
        Assert.Equal("", Get(hosts));
        log.Write(LogSeverity.Warning, "pump", "runs dry");
        clock.Milliseconds += 1_234;
        log.Write(LogSeverity.Informational, "pump", "läuft");
        Assert.Equal("+5.000s warning pump: runs dry\n+6.234s info pump: läuft\n", Get(hosts));
        clock.Milliseconds += 1_000;
        log.TimeOfDay = (out DateTime utc) =>
        {
            utc = new DateTime(2026, 12, 1, 0, 0, 1, 5);
            return true;
        };
        Assert.Equal("2026-11-30T23:59:58.771Z warning pump: runs dry\n2026-12-01T00:00:00.005Z info pump: läuft\n", Get(hosts));
        for (int i = 0; i < 200; i++)
        {
            log.Write(LogSeverity.Debug, "line", i.ToString());
        }

        string[] lines = Get(hosts).Split('\n');
        Assert.Equal(51, lines.Length);
        Assert.EndsWith("debug line: 150", lines[0]);
        Assert.EndsWith("debug line: 199", lines[49]);
    }

    private static string Get(HttpHosts hosts)
    {
        using Client client = hosts.Connect();
        client.Send("GET /api/log HTTP/1.1\r\nHost: b\r\n\r\n");
        Response response = client.ReadResponse();
        Assert.Equal((200, "no-store", "text/plain; charset=utf-8"), (response.Status, response.Header("Cache-Control"), response.Header("Content-Type")));
        return response.Body;
    }

    private static string[] Lines(DeviceLog log)
    {
        List<string> lines = [];
        LogLine line = new();
        for (int number = 0; log.TryRead(number, line); number = line.number + 1)
        {
            lines.Add(line.number + " " + Encoding.UTF8.GetString(line.text, 0, line.length));
        }

        return [.. lines];
    }
}
