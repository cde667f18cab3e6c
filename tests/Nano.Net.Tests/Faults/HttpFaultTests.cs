using System.Collections.Concurrent;
using Nano.Net.Http;
using Nano.Net.Telemetry;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Sockets;
using Nano.Net.Tests.Telemetry;

namespace Nano.Net.Tests.Faults;

/// <summary>What an application's part of an HTTP server throws is told, and ends that part alone.</summary>
public class HttpFaultTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n";

    [Fact]
    public void HandlerThatThrows_IsAnsweredWith500_AndTold()
    {
        using var hosts = new HttpHosts(server => server.Map(HttpMethods.Get, "/", (_, _) => throw new InvalidOperationException("no")));
        using var told = new Told(hosts.Hosts.B);
        Assert.Equal(500, hosts.Status(Get));
        Assert.Equal("HTTP handler of /: no", told.Next());
    }

    [Fact]
    public void BodyThatThrows_EndsItsConnection_AndIsTold()
    {
        using var hosts = new HttpHosts(server =>
        {
            server.Map(HttpMethods.Get, "/", (_, response) => response.SendBody((_, _) => throw new InvalidOperationException("no")));
            server.Map(HttpMethods.Get, "/other", (_, response) => response.Write("x"));
        });
        using var told = new Told(hosts.Hosts.B);
        using Client client = hosts.Connect();
        client.Send(Get);
        Assert.Equal("HTTP response: no", told.Next());
        Assert.Equal(200, hosts.Status("GET /other HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n"));
    }

    [Fact]
    public void ClockThatThrows_CostsTheDateAlone_AndIsToldOnce()
    {
        using var hosts = new HttpHosts(
            server => server.Map(HttpMethods.Get, "/", (_, response) => response.Write("x")),
            options => options.Clock = (out DateTime _) => throw new InvalidOperationException("no"));
        using var told = new Told(hosts.Hosts.B);
        for (int i = 0; i < 3; i++)
        {
            string answer = hosts.Exchange(Get);
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("Date:", answer, StringComparison.Ordinal);
        }

        Assert.Equal("HttpServerOptions.Clock: no", told.Next());
        Assert.Equal(1, hosts.Hosts.B.Stack.Counters.Faults);
    }

    /// <summary>A line break in an old event ends the past of who asked for it, and neither the server nor the subscription.</summary>
    [Theory]
    [InlineData("a\nb", false, "the data of an event are one line, without a line break")]
    [InlineData(null, false, "no")]
    [InlineData("a", true, "the id of an event must be greater than 3, which was seen last, not 3")]
    public void ReplayThatFails_LeavesTheNewEvents(string? data, bool sameId, string message)
    {
        EventBroadcaster events = null!;
        using var hosts = new HttpHosts(server =>
        {
            events = new EventBroadcaster(server, new EventOptions
            {
                Replay = (after, found) =>
                {
                    found.Id = sameId ? after : after + 1;
                    found.Write(data ?? throw new InvalidOperationException("no"));
                    return true;
                },
            });
            server.Map(HttpMethods.Get, "/events", events.Subscribe);
        });
        using var told = new Told(hosts.Hosts.B);
        events.Publish(9, null!, writer => writer.Write("x"));
        using Client client = hosts.Connect();
        client.Send("GET /events HTTP/1.1\r\nHost: b\r\nLast-Event-ID: 3\r\n\r\n");
        client.ReadThrough("retry: 2000\n\n");
        Assert.Equal("EventOptions.Replay: " + message, told.Next());
        SocketHosts.Until(() => hosts.Server.Counters.HandlerFailures == 1);
        Thread.Sleep(20);
        events.Publish(10, null!, writer => writer.Write("y"));
        Assert.Equal("data: y\nid: 10\n\n", client.ReadThrough("\n\n"));
        Assert.Equal(1, hosts.Server.Counters.HandlerFailures);
    }

    [Fact]
    public void Dispose_FromAHandler_DoesNotWaitForItself()
    {
        HttpServer disposed = null!;
        using var hosts = new HttpHosts(server =>
        {
            disposed = server;
            server.Map(HttpMethods.Get, "/", (_, response) =>
            {
                response.Write("x");
                disposed.Dispose();
            });
        });
        using Client client = hosts.Connect();
        client.Send(Get);
        SocketHosts.Until(() => client.IsClosed());
    }

    [Fact]
    public void ReadingThatThrows_IsToldOnce_UntilItSucceedsAgain_AndTheOthersAreTaken()
    {
        bool fails = true;
        Reading good = null!;
        using var hosts = new TelemetryHosts(readings: registry =>
        {
            registry.AddGauge("bad", "", "", 0, () => fails ? throw new InvalidOperationException("no sensor") : 3);
            good = registry.AddGauge("good", "", "", 0, () => 7);
        });
        using var told = new Told(hosts.Web.Hosts.B);
        hosts.Telemetry.Sample();
        hosts.Telemetry.Sample();
        Assert.Equal("reading bad: no sensor", told.Next());
        Assert.Equal((7L, 2L, 1L), (good.Value, hosts.Registry.SourceFailures, hosts.Web.Hosts.B.Stack.Counters.Faults));
        fails = false;
        hosts.Telemetry.Sample();
        fails = true;
        hosts.Telemetry.Sample();
        Assert.Equal("reading bad: no sensor", told.Next());
        Assert.Equal(3, hosts.Registry.SourceFailures);
    }

    [Fact]
    public void TimestampThatThrows_IsTheStacksClock()
    {
        using var hosts = new TelemetryHosts(options => options.Timestamp = () => throw new InvalidOperationException("no"));
        using var told = new Told(hosts.Web.Hosts.B);
        long before = hosts.Web.Hosts.B.Clock.Milliseconds;
        Assert.InRange(hosts.Telemetry.Timestamp, before, before + 10_000);
        Assert.InRange(hosts.Telemetry.Timestamp, before, before + 10_000);
        Assert.Equal("TelemetryOptions.Timestamp: no", told.Next());
        Assert.Equal(1, hosts.Web.Hosts.B.Stack.Counters.Faults);
    }

    /// <summary>Who ends a server does not hang with a handler that hangs; and when that comes back, all ends.</summary>
    [Fact]
    public void Dispose_WhileAHandlerHangs_WaitsTwoSecondsAtMost()
    {
        using var goOn = new ManualResetEventSlim();
        using var hangs = new ManualResetEventSlim();
        using var hosts = new HttpHosts(server => server.Map(HttpMethods.Get, "/", (_, _) =>
        {
            hangs.Set();
            goOn.Wait();
        }));
        using Client client = hosts.Connect();
        client.Send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
        hangs.Wait();
        Assert.Null(SocketHosts.Finish(SocketHosts.Start(hosts.Server.Dispose)));

        // The port is free, and who comes is not kept waiting.
        using (var again = new HttpServer(hosts.Hosts.B, new HttpServerOptions()))
        {
            again.Start();
            Assert.Equal(404, hosts.Status("GET / HTTP/1.1\r\nHost: b\r\n\r\n"));
        }

        goOn.Set();
        Assert.True(client.IsClosed());
    }

    [Fact]
    public void TelemetryDispose_FromAReading_DoesNotWaitForItself()
    {
        TelemetryServer disposed = null!;
        using var asked = new ManualResetEventSlim();
        using var hosts = new TelemetryHosts(readings: registry => registry.AddGauge("a", "", "", 0, () =>
        {
            disposed.Dispose();
            asked.Set();
            return 1;
        }));
        disposed = hosts.Telemetry;
        hosts.Telemetry.Start();
        Assert.True(asked.Wait(TimeSpan.FromSeconds(20)));
    }

    private sealed class Told : IDisposable
    {
        private readonly BlockingCollection<string> told = [];

        internal Told(Nano.Net.Sockets.StackRunner runner) => runner.Faulted += (exception, part) => told.Add(part + ": " + exception.Message);

        internal string Next()
        {
            Assert.True(told.TryTake(out string? text, TimeSpan.FromSeconds(20)), "nothing was told");
            return text;
        }

        public void Dispose() => told.Dispose();
    }
}
