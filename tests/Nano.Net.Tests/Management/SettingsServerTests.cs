using System.Text.Json;
using System.Text.RegularExpressions;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Management;
using Nano.Net.Tests.Http;
using Nano.Net.Tests.Http.Digest;

namespace Nano.Net.Tests.Management;

/// <summary>Settings as a page sees them: read, changed, refused, tried, confirmed and undone.</summary>
public sealed class SettingsServerTests : IDisposable
{
    private const string Password = "correct horse";
    private static readonly string Secret = DigestSecret.Make("admin", "nano", Password);

    private readonly FlashModel flash = new(1024, 1);
    private readonly List<string> applied = [];
    private HttpHosts hosts = null!;
    private DeviceSettings settings = null!;
    private DigestAuthenticator login = null!;
    private int count;

    public SettingsServerTests() => Restart();

    public void Dispose() => hosts.Dispose();

    [Fact]
    public void NewDevice_TellsItsSettings_AndAsksForAPassword()
    {
        Response response = Ask("GET", "/api/settings", false);
        Assert.Equal((200, "application/json", "no-store"), (response.Status, response.Header("Content-Type"), response.Header("Cache-Control")));
        Assert.Equal(
            """
            {"user":"admin","realm":"nano","confirm":null,"password":false,"fields":[{"name":"name","group":"Device","type":"text","value":"nano","min":1,"max":20,"restart":true},
            {"name":"interval","title":"Interval in ms","type":"number","value":1000,"min":100,"max":5000,"restart":false},
            {"name":"mode","type":"choice","value":"dhcp","choices":["dhcp","static"],"restart":false},
            {"name":"address","type":"address","value":"","restart":false},
            {"name":"broker_key","type":"secret","value":"","set":false,"min":0,"max":64,"restart":false},
            {"name":"password","group":"Access","type":"secret","value":"","set":false,"min":0,"max":64,"restart":false}]}

            """,
            response.Body);
        Assert.True(settings.IsNew);
        Assert.Equal((422, """{"errors":{"password":"Set a password first."}}"""), Put("interval=200", false));
        Assert.Equal("1000", settings.Get("interval"));
    }

    [Fact]
    public void FirstUse_SetsThePassword_AndEverythingAsksForItThen()
    {
        (int status, string body) = Put("password=" + Secret + "&interval=200", false);
        Assert.Equal(200, status);
        Assert.Contains("\"password\":true", body);
        Assert.Contains("\"name\":\"password\",\"group\":\"Access\",\"type\":\"secret\",\"value\":\"\",\"set\":true", body);
        Assert.DoesNotContain(Secret, body);
        Assert.Equal(["interval=200"], applied);
        Assert.Equal(401, Ask("GET", "/api/settings", false).Status);
        Assert.Equal(401, Put("interval=300", false).Status);
        Assert.Equal(401, Ask("POST", "/api/settings/confirm", false).Status);
        Assert.Equal(200, Ask("GET", "/api/settings", true).Status);

        // Over a restart, too.
        Restart();
        Assert.False(settings.IsNew);
        Assert.Equal(401, Ask("GET", "/api/settings", false).Status);
        Assert.Contains("\"value\":200", Ask("GET", "/api/settings", true).Body);
        Assert.Empty(applied);
    }

    [Theory]
    [InlineData("interval=99", "interval", "It must be a whole number from 100 to 5000.")]
    [InlineData("interval=5001", "interval", "It must be a whole number from 100 to 5000.")]
    [InlineData("interval=", "interval", "It must be a whole number from 100 to 5000.")]
    [InlineData("interval=1e3", "interval", "It must be a whole number from 100 to 5000.")]
    [InlineData("interval=99999999999999999999", "interval", "It must be a whole number from 100 to 5000.")]
    [InlineData("interval=-200", "interval", "It must be a whole number from 100 to 5000.")]
    [InlineData("mode=other", "mode", "It is none of the choices.")]
    [InlineData("address=1.2.3", "address", "It must be an address such as 192.168.1.20.")]
    [InlineData("name=", "name", "It must have 1 to 20 characters.")]
    [InlineData("name=123456789012345678901", "name", "It must have 1 to 20 characters.")]
    [InlineData("name=a%0Ab", "name", "It must have no control characters.")]
    [InlineData("name=no+spaces", "name", "It must have no spaces.")]
    [InlineData("password=hunter2", "password", "It must be the hash of the password, 64 hexadecimal digits.")]
    [InlineData("mode=static", "address", "A static address is needed.")]
    [InlineData("other=1", "other", "There is no such setting.")]
    [InlineData("=1", "", "There is no such setting.")]
    public void WrongValue_IsRefusedWithOneSentence_AndNothingHolds(string wrong, string field, string sentence)
    {
        SetPassword();
        int written = flash.Steps;
        (int status, string body) = Put(wrong + (wrong.StartsWith("interval", StringComparison.Ordinal) ? "&name=x" : "&interval=777"), true);
        Assert.Equal(422, status);
        JsonElement errors = JsonDocument.Parse(body).RootElement.GetProperty("errors");
        Assert.Equal(sentence, errors.GetProperty(field).GetString());
        Assert.Single(errors.EnumerateObject());
        Assert.Equal(("1000", "nano"), (settings.Get("interval"), settings.Get("name")));
        Assert.Equal(written, flash.Steps);
        Assert.Empty(applied);
        Assert.DoesNotContain("hunter2", body);
    }

    [Fact]
    public void SeveralWrongValues_AreAllNamed()
    {
        SetPassword();
        Assert.Equal(
            (422, """{"errors":{"interval":"It must be a whole number from 100 to 5000.","mode":"It is none of the choices."}}"""),
            Put("interval=1&mode=x&name=ok", true));
    }

    [Theory]
    [InlineData("name=100%", "100%")]
    [InlineData("name=a%zzb", "a%zzb")]
    [InlineData("name=a%4", "a%4")]
    [InlineData("name=a%41", "aA")]
    public void PercentSignWithoutTwoDigits_StandsForItself(string body, string name)
    {
        Put("password=" + Secret, false);
        Assert.Equal(200, Put(body, true).Status);
        Assert.Equal(name, settings.Get("name"));
    }

    [Fact]
    public void Values_ArePercentDecoded_AndTheLastOfANameCounts()
    {
        SetPassword();
        Assert.Equal(200, Put("name=first&&name=%C3%A4%26%3D&broker_key=a+b", true).Status);
        Assert.Equal(("ä&=", "a b"), (settings.Get("name"), settings.Get("broker_key")));
        string body = Ask("GET", "/api/settings", true).Body;
        Assert.Contains("\"value\":\"ä&=\"", body);
        Assert.DoesNotContain("a b", body);
        Restart();
        Assert.Equal(("ä&=", "a b"), (settings.Get("name"), settings.Get("broker_key")));
    }

    [Fact]
    public void WhatIsAsItWas_IsNeitherKeptNorApplied()
    {
        SetPassword();
        int written = flash.Steps;
        Assert.Equal(200, Put("interval=1000&mode=dhcp", true).Status);
        Assert.Equal(written, flash.Steps);
        Assert.Empty(applied);
        Assert.Equal(-1, settings.SecondsToConfirm);
    }

    [Fact]
    public void ApplyThatThrows_IsTold_AndTheOthersHold()
    {
        SetPassword();
        Assert.Equal(200, Put("interval=666&name=other", true).Status);
        Assert.Equal(("666", "other"), (settings.Get("interval"), settings.Get("name")));
        Assert.Contains("name=other", applied);
        Assert.Equal(1, hosts.Hosts.B.Stack.Counters.Faults);
    }

    [Fact]
    public void NewAddress_IsTried_AndUndone_WhereNobodyConfirmsIt()
    {
        SetPassword();
        (int status, string body) = Put("mode=static&address=10.0.0.9&interval=300", true);
        Assert.Equal(200, status);
        Assert.Matches("\"confirm\":12[01],", body);
        Assert.Equal(["interval=300"], applied);
        hosts.Skip(600);
        Wait(() => applied.Count == 2);
        Assert.Equal("trial static 10.0.0.9", applied[1]);
        hosts.Skip(110_000);
        Assert.Matches("\"confirm\":([1-9]|10),", Ask("GET", "/api/settings", true).Body);
        Assert.Equal(2, applied.Count);
        hosts.Skip(10_000);
        Wait(() => applied.Count == 3);
        Assert.Equal("trial dhcp ", applied[2]);
        Assert.Contains("\"confirm\":null", Ask("GET", "/api/settings", true).Body);
        Assert.Equal(409, Ask("POST", "/api/settings/confirm", true).Status);
        Restart();
        Assert.Equal(("dhcp", "", "300"), (settings.Get("mode"), settings.Get("address"), settings.Get("interval")));
    }

    [Fact]
    public void NewAddress_IsKept_WhenItIsConfirmed()
    {
        SetPassword();
        Put("mode=static&address=10.0.0.9", true);
        hosts.Skip(600);
        Wait(() => applied.Count == 1);
        Response confirmed = Ask("POST", "/api/settings/confirm", true);
        Assert.Equal(200, confirmed.Status);
        Assert.Contains("\"confirm\":null", confirmed.Body);
        hosts.Skip(200_000);
        Assert.Equal(200, Ask("GET", "/api/settings", true).Status);
        Assert.Equal(["trial static 10.0.0.9"], applied);
        Restart();
        Assert.Equal(("static", "10.0.0.9"), (settings.Get("mode"), settings.Get("address")));
    }

    /// <summary>A power cut while it is tried undoes it, as does a change back.</summary>
    [Fact]
    public void NewAddress_IsGone_AfterARestartWithoutConfirmation()
    {
        SetPassword();
        Put("mode=static&address=10.0.0.9", true);
        Put("interval=400", true);
        Restart();
        Assert.Equal(("dhcp", "", "400"), (settings.Get("mode"), settings.Get("address"), settings.Get("interval")));
    }

    [Fact]
    public void ChangeBack_WhileItIsTried_NeedsNoConfirmation()
    {
        SetPassword();
        Put("mode=static&address=10.0.0.9", true);
        (int status, string body) = Put("mode=dhcp&address=", true);
        Assert.Equal(200, status);
        Assert.Contains("\"confirm\":null", body);
        hosts.Skip(600);
        Wait(() => applied.Count == 1);
        Assert.Equal(["trial dhcp "], applied);
    }

    [Fact]
    public void StoreThatFails_Answers500_AndNothingHolds()
    {
        SetPassword();
        flash.StepsLeft = 10;
        Assert.Equal(500, Put("interval=300", true).Status);
        flash.StepsLeft = -1;
        Assert.Equal("1000", settings.Get("interval"));
        Assert.Empty(applied);
    }

    [Fact]
    public void ValueThatItsFieldDoesNotTakeAnyMore_GivesWayToTheInitialOne()
    {
        SetPassword();
        Put("interval=4000&name=other", true);
        Restart(most: 3000);
        Assert.Equal(("1000", "other"), (settings.Get("interval"), settings.Get("name")));
    }

    [Fact]
    public void Fields_AreChecked_WhenTheyAreAdded()
    {
        Assert.Throws<ArgumentException>(() => new SettingsField("Upper", SettingsType.Text, ""));
        Assert.Throws<ArgumentException>(() => new SettingsField("", SettingsType.Text, ""));
        Assert.Throws<ArgumentException>(() => new SettingsField("a234567890123456789012345", SettingsType.Text, ""));
        Assert.Throws<ArgumentException>(() => new SettingsField("a", SettingsType.Text, null));
        Assert.Throws<ArgumentException>(() => settings.Add(new SettingsField("name", SettingsType.Text, "")));
        Assert.Throws<ArgumentException>(() => settings.Add(new SettingsField("choice", SettingsType.Choice, "")));
        Assert.Throws<ArgumentException>(() => settings.Get("nothing"));
        settings.Add(new SettingsField("last", SettingsType.Text, ""));
        Assert.Throws<InvalidOperationException>(() => settings.Add(new SettingsField("more", SettingsType.Text, "")));
        Assert.Equal(1000, settings.Find("interval").Number);
        Assert.Equal(0, settings.Find("name").Number);
    }

    private void Restart(int most = 5000)
    {
        hosts?.Dispose();
        applied.Clear();
        SettingsServer? server = null;
        hosts = new HttpHosts(
            http =>
            {
                settings = new DeviceSettings(http.Runner, new SettingsStore(flash, 512), 7);
                settings.Add(new SettingsField("name", SettingsType.Text, "nano")
                {
                    Group = "Device",
                    Minimum = 1,
                    Maximum = 20,
                    NeedsRestart = true,
                    Check = value => value.Contains(' ') ? "It must have no spaces." : null,
                    Apply = value => Note("name=" + value),
                });
                settings.Add(new SettingsField("interval", SettingsType.Number, "1000")
                {
                    Title = "Interval in ms",
                    Minimum = 100,
                    Maximum = most,
                    Apply = value => Note(value == "666" ? throw new InvalidOperationException() : "interval=" + value),
                });
                settings.Add(new SettingsField("mode", SettingsType.Choice, "dhcp") { Choices = ["dhcp", "static"], IsTried = true });
                settings.Add(new SettingsField("address", SettingsType.Address, "") { IsTried = true });
                settings.Add(new SettingsField("broker_key", SettingsType.Secret, ""));
                settings.Checking += s =>
                {
                    if (s.GetWanted("mode") == "static" && s.GetWanted("address").Length == 0)
                    {
                        s.Refuse("address", "A static address is needed.");
                    }
                };
                settings.TrialChanged += s => Note("trial " + s.Get("mode") + " " + s.Get("address"));
                login = new DigestAuthenticator(http.Runner, new DigestOptions());
                server = new SettingsServer(http, settings, login, login);
                server.Load();
                settings.Start();
            },
            o => o.IdleTimeout = 3_600_000);
    }

    private void Note(string what)
    {
        lock (applied)
        {
            applied.Add(what);
        }
    }

    private void SetPassword()
    {
        Assert.Equal(200, Put("password=" + Secret, false).Status);
        applied.Clear();
    }

    private (int Status, string Body) Put(string body, bool isLoggedIn)
    {
        Response response = Ask("PUT", "/api/settings", isLoggedIn, body);
        return (response.Status, response.Body.TrimEnd('\n'));
    }

    private Response Ask(string method, string target, bool isLoggedIn, string body = "")
    {
        string field = "";
        if (isLoggedIn)
        {
            string nonce = Regex.Match(Ask(method, target, false, body).Head, "nonce=\"([^\"]*)\"").Groups[1].Value;
            field = $"Authorization: {DigestClient.Authorize(method, target, nonce, ++count, "auth-int", body)}\r\n";
        }

        using Client client = hosts.Connect();
        string length = method == "GET" ? "" : $"Content-Length: {body.Length}\r\n";
        client.Send($"{method} {target} HTTP/1.1\r\nHost: b\r\n{field}{length}\r\n{body}");
        return client.ReadResponse();
    }

    private static void Wait(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, 10_000));
}
