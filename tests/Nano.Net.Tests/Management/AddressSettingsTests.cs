using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Management;
using Nano.Net.Sockets;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Management;

/// <summary>An address that is set from the page: it holds, is confirmed by itself, or undone.</summary>
public sealed class AddressSettingsTests : IDisposable
{
    private readonly SocketHosts hosts = new();
    private readonly FlashModel flash = new(1024, 1);
    private readonly SlowMedium medium;
    private readonly DeviceSettings settings;

    public AddressSettingsTests()
    {
        medium = new SlowMedium(flash);
        settings = new DeviceSettings(hosts.B, new SettingsStore(medium, 512), 8);
        _ = new AddressSettings(settings, hosts.B, null, SocketHosts.AddressB, 24, null);
        settings.Load();
        settings.Start();
    }

    public void Dispose() => hosts.Dispose();

    [Fact]
    public void NewAddress_Holds_AndIsUndone_AfterTwoMinutes()
    {
        Assert.True(Change(("address", "10.0.0.9"), ("gateway", "10.0.0.254")));
        Assert.Equal(SocketHosts.AddressB, hosts.B.Stack.Address);
        hosts.Skip(500);
        SocketHosts.Until(() => hosts.B.Stack.Address == IPAddress.Parse("10.0.0.9"));
        hosts.Skip(110_000);
        Assert.InRange(settings.SecondsToConfirm, 1, 10);
        Assert.Equal(IPAddress.Parse("10.0.0.9"), hosts.B.Stack.Address);
        hosts.Skip(10_000);
        SocketHosts.Until(() => hosts.B.Stack.Address == SocketHosts.AddressB);
        Assert.Equal("10.0.0.2", settings.Get("address"));
        Assert.False(settings.Confirm());
    }

    [Fact]
    public void NewAddress_ThatIsConfirmed_IsKept()
    {
        Assert.True(Change(("address", "10.0.0.9")));
        hosts.Skip(500);
        SocketHosts.Until(() => hosts.B.Stack.Address == IPAddress.Parse("10.0.0.9"));
        Assert.True(settings.Confirm());
        hosts.Skip(130_000);
        Assert.Equal(-1, settings.SecondsToConfirm);
        Assert.Equal(IPAddress.Parse("10.0.0.9"), hosts.B.Stack.Address);
        DeviceSettings later = new(hosts.B, new SettingsStore(flash, 512), 8);
        AddressSettings address = new(later, hosts.B, null, SocketHosts.AddressB, 24, null);
        later.Load();
        Assert.Equal("10.0.0.9", later.Get("address"));
        address.Apply();
        Assert.Equal(IPAddress.Parse("10.0.0.9"), hosts.B.Stack.Address);
    }

    /// <summary>Its time comes while it is being written: it is kept all the same, and not undone behind the store's back.</summary>
    [Fact]
    public void NewAddress_WhoseTimeComesWhileItIsConfirmed_IsKept()
    {
        Assert.True(Change(("address", "10.0.0.9")));
        hosts.Skip(500);
        SocketHosts.Until(() => hosts.B.Stack.Address == IPAddress.Parse("10.0.0.9"));
        medium.OnWrite = () =>
        {
            hosts.Skip(130_000);
            long now = hosts.B.Clock.Milliseconds;
            SocketHosts.Until(() => hosts.B.Stack.context.now >= now);
            lock (hosts.B.sync)
            {
                // What was due by then was done.
            }
        };
        Assert.True(settings.Confirm());
        Assert.Equal((IPAddress.Parse("10.0.0.9"), "10.0.0.9"), (hosts.B.Stack.Address, settings.Get("address")));
    }

    [Fact]
    public void NewAddress_ThatCannotBeKept_IsStillUndone()
    {
        Assert.True(Change(("address", "10.0.0.9")));
        hosts.Skip(500);
        SocketHosts.Until(() => hosts.B.Stack.Address == IPAddress.Parse("10.0.0.9"));
        medium.OnWrite = () => throw new IOException("worn out");
        Assert.Throws<IOException>(() => settings.Confirm());
        Assert.InRange(settings.SecondsToConfirm, 1, 120);
        hosts.Skip(130_000);
        SocketHosts.Until(() => hosts.B.Stack.Address == SocketHosts.AddressB);
    }

    [Fact]
    public void NewAddress_IsUndone_AfterItsServiceWasStoppedAndStarted()
    {
        Assert.True(Change(("address", "10.0.0.9")));
        hosts.Skip(500);
        SocketHosts.Until(() => hosts.B.Stack.Address == IPAddress.Parse("10.0.0.9"));
        settings.Stop();
        settings.Start();
        hosts.Skip(130_000);
        SocketHosts.Until(() => hosts.B.Stack.Address == SocketHosts.AddressB);
    }

    [Theory]
    [InlineData("address", "")]
    [InlineData("address", "127.0.0.1")]
    [InlineData("address", "0.1.2.3")]
    [InlineData("address", "224.0.0.1")]
    [InlineData("address", "10.0.0.0")]
    [InlineData("address", "10.0.0.255")]
    [InlineData("address", "2001:db8::1")]
    [InlineData("gateway", "10.0.1.1")]
    [InlineData("gateway", "10.0.0.2")]
    [InlineData("gateway", "10.0.0.255")]
    [InlineData("gateway", "fe80::1")]
    [InlineData("prefix_length", "31")]
    [InlineData("prefix_length", "0")]
    [InlineData("address_mode", "dhcp")]
    public void WhatCannotBe_IsRefused(string field, string value)
    {
        Assert.False(Change((field, value)));
        Assert.NotNull(settings.Find(field).error);
        Assert.Equal(-1, settings.SecondsToConfirm);
    }

    [Fact]
    public void AddressOrClient_IsNeeded()
    {
        Assert.Throws<ArgumentException>(() => new AddressSettings(new DeviceSettings(hosts.B, new SettingsStore(flash, 512), 8), hosts.B, null, null, 24, null));
    }

    private bool Change(params (string Name, string Value)[] wanted)
    {
        settings.BeginChange();
        foreach ((string name, string value) in wanted)
        {
            settings.Find(name).wanted = value;
        }

        if (!settings.CheckChange())
        {
            return false;
        }

        settings.CommitChange();
        return true;
    }

    private sealed class SlowMedium(ISettingsMedium inner) : ISettingsMedium
    {
        public Action OnWrite { get; set; } = () => { };

        public int Read(int slot, byte[] buffer) => inner.Read(slot, buffer);

        public void Write(int slot, byte[] buffer, int count)
        {
            OnWrite();
            inner.Write(slot, buffer, count);
        }
    }
}
