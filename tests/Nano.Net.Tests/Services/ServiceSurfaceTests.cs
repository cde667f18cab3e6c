using System.Reflection;
using Nano.Net.Core;
using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Services;

/// <summary>What the user of a service sees of it.</summary>
public class ServiceSurfaceTests
{
    [Fact]
    public void Service_HoldsItsDeadline_AndDoesNotInheritIt()
    {
        Assert.Equal(typeof(object), typeof(StackService).BaseType);
        Assert.False(typeof(TimerEntry).IsVisible);
    }

    [Theory]
    [InlineData(typeof(DhcpClient))]
    [InlineData(typeof(DnsResolver))]
    [InlineData(typeof(SntpClient))]
    [InlineData(typeof(MdnsResponder))]
    [InlineData(typeof(HostConfiguration))]
    [InlineData(typeof(Nano.Net.Dhcpv6.Dhcpv6Client))]
    public void Service_InheritsNothingButWhatEachServiceHas(Type service)
    {
        string[] inherited = [.. service.GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.DeclaringType != service && m.DeclaringType != typeof(object)).Select(m => m.Name).Order()];
        Assert.Equal(["Dispose", "IsRunning", "Start", "Stop", "get_IsRunning"], inherited);
    }
}
