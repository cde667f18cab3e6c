using System.Text;
using System.Text.RegularExpressions;
using Nano.Net.Http;
using Nano.Net.Management;
using Nano.Net.Sockets;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Management;

/// <summary>Syslog on B, and a receiver on A. Time is moved by hand.</summary>
public sealed class SyslogClientTests : IDisposable
{
    // RFC 5424 section 6, strictly: PRI, VERSION 1, TIMESTAMP in UTC with milliseconds or nil, HOSTNAME, APP-NAME, no PROCID, MSGID
    // and STRUCTURED-DATA, MSG.
    private static readonly Regex Format = new("^<(0|[1-9][0-9]{0,2})>1 (-|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z) ([!-~]{1,255}) ([!-~]{1,48}) - - - (.*)$");

    private readonly SocketHosts hosts = new();
    private readonly UdpClient receiver;
    private readonly DeviceLog log;

    public SyslogClientTests()
    {
        receiver = new UdpClient(hosts.A, 514);
        receiver.Client.ReceiveTimeout = 10_000;
        log = new DeviceLog(hosts.B.Clock, 20, 2048);
    }

    public void Dispose()
    {
        receiver.Dispose();
        hosts.Dispose();
    }

    [Fact]
    public void Line_IsADatagram_AsRfc5424HasIt()
    {
        using SyslogClient syslog = Start(SocketHosts.AddressA);
        log.Write(LogSeverity.Warning, "pump", "runs dry");
        hosts.Skip(1_000);
        Assert.Equal("<28>1 - device app - - - pump: runs dry", Receive());
        log.TimeOfDay = (out DateTime utc) =>
        {
            utc = new DateTime(2026, 1, 2, 3, 4, 5, 6);
            return true;
        };
        log.Write(LogSeverity.Error, "pumpe", "läuft");
        hosts.Skip(1_000);
        Match match = Format.Match(Receive());
        Assert.Equal(("27", "\uFEFFpumpe: läuft"), (match.Groups[1].Value, match.Groups[5].Value));
        Assert.StartsWith("2026-01-02T03:04:0", match.Groups[2].Value);
        Assert.Equal((2, 0), (syslog.Sent, syslog.Lost));
    }

    [Fact]
    public void LongLine_StaysWithinWhatEveryReceiverTakes()
    {
        using SyslogClient syslog = Start(SocketHosts.AddressA);
        log.Write(LogSeverity.Debug, "p", new string('x', 500));
        hosts.Skip(1_000);
        string message = Receive();
        Assert.Matches(Format, message);
        Assert.InRange(Format.Match(message).Groups[5].Length, DeviceLog.LongestLine - 3, DeviceLog.LongestLine);
    }

    [Fact]
    public void ManyLines_GoOneByOne_AndWhatIsDisplacedMeanwhileIsCounted()
    {
        using SyslogClient syslog = Start(SocketHosts.AddressA);
        for (int i = 0; i < 35; i++)
        {
            log.Write(LogSeverity.Notice, "line", i.ToString());
        }

        hosts.Skip(1_000);
        for (int i = 15; i < 35; i++)
        {
            Assert.EndsWith(" line: " + i, Receive());
            hosts.Skip(100);
        }

        Assert.Equal((20, 15), (syslog.Sent, syslog.Lost));
    }

    [Fact]
    public void WithoutAServer_LinesWait_UntilThereIsOne()
    {
        using SyslogClient syslog = Start(null);
        log.Write(LogSeverity.Notice, "a", "b");
        hosts.Skip(5_000);
        Assert.Equal(0, syslog.Sent);
        syslog.Server = SocketHosts.AddressA;
        hosts.Skip(1_000);
        Assert.EndsWith(" a: b", Receive());
        Assert.Equal(SocketHosts.AddressA, syslog.Server);
    }

    [Fact]
    public void Options_AreChecked()
    {
        new SyslogOptions().Validate();
        Assert.Throws<ArgumentException>(() => new SyslogOptions { Port = 0 }.Validate());
        Assert.Throws<ArgumentException>(() => new SyslogOptions { Facility = 24 }.Validate());
        Assert.Throws<ArgumentException>(() => new SyslogOptions { HostName = "a b" }.Validate());
        Assert.Throws<ArgumentException>(() => new SyslogOptions { HostName = "" }.Validate());
        Assert.Throws<ArgumentException>(() => new SyslogOptions { Application = new string('a', 49) }.Validate());
        Assert.Throws<ArgumentException>(() => new SyslogOptions { Application = null }.Validate());
    }

    /// <summary>What the stack has to say: faults, and wrong logins, counted and not listed.</summary>
    [Fact]
    public void StackAndServer_WriteWhatHappens_AndNoSecret()
    {
        using HttpHosts web = new(server => server.Map(HttpMethods.Post, "/x", (_, response) => response.Write("in"), new BearerToken("correct-horse-battery")));
        DeviceLog lines = new(web.Hosts.B.Clock);
        using NetworkLog network = new(web.Hosts.B, lines);
        network.Follow(web.Server);
        network.Start();
        web.Hosts.B.ReportFault(new InvalidOperationException("out of paper"), "printer");
        SocketHosts.Until(() => lines.Written == 2);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(401, web.Status("POST /x HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer hunter2-hunter2\r\nContent-Length: 0\r\n\r\n"));
        }

        web.Skip(60_000);
        SocketHosts.Until(() => lines.Written == 3);
        List<string> all = [];
        LogLine line = new();
        for (int number = 0; lines.TryRead(number, line); number++)
        {
            all.Add(line.severity + " " + Encoding.UTF8.GetString(line.text, 0, line.length));
        }

        Assert.Equal(["Notice link: up", "Error printer: out of paper", "Warning login: 3 wrong logins in the last minute"], all);
    }

    private SyslogClient Start(IPAddress? server)
    {
        SyslogClient syslog = new(hosts.B, log, new SyslogOptions { Server = server, HostName = "device", Application = "app" });
        syslog.Start();
        return syslog;
    }

    private string Receive()
    {
        IPEndPoint from = new(IPAddress.Any, 0);
        byte[] buffer = new byte[2048];
        int length = receiver.Receive(buffer, ref from);
        Assert.InRange(length, 1, 480);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
