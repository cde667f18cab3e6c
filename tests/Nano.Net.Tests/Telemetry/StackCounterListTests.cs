using System.Reflection;
using System.Text.RegularExpressions;
using Nano.Net.IPv6;
using Nano.Net.Link;
using Nano.Net.Telemetry;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Telemetry;

public class StackCounterListTests
{
    /// <summary>Gives every counter a value of its own and looks for it under its name, so that none is forgotten or swapped.</summary>
    [Fact]
    public void EveryCounterOfTheStack_IsListedUnderItsName()
    {
        Ipv6Options ipv6 = new();
        StackCounters counters = new NetworkStack(new FakeLinkDevice(), new StackOptions { MulticastGroups = 1, IPv6 = ipv6 }).Counters;
        Dictionary<string, long> expected = [];
        long next = 1;
        foreach (PropertyInfo layer in typeof(StackCounters).GetProperties())
        {
            object values = layer.GetValue(counters)!;
            if (layer.PropertyType == typeof(long))
            {
                expected.Add(SnakeCase(layer.Name), 0);
                continue;
            }

            Count(values, layer.Name.ToLowerInvariant());
        }

        Count(ipv6.Interface.Counters, "ipv6_discovery");
        Dictionary<string, long> listed = [];
        for (int i = 0; i < StackCounterList.CountOf(counters); i++)
        {
            long value = StackCounterList.Get(counters, i, out string layer, out string name);
            listed.Add(layer + name, value);
        }

        Assert.Equal(expected.OrderBy(pair => pair.Key), listed.OrderBy(pair => pair.Key));

        void Count(object values, string layer)
        {
            foreach (FieldInfo counter in values.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
            {
                counter.SetValue(values, next);
                expected.Add($"{layer}_{SnakeCase(counter.Name)}", next++);
            }
        }
    }

    [Fact]
    public void StackWithoutMulticast_HasCountedNoneOfIt()
    {
        StackCounters counters = new NetworkStack(new FakeLinkDevice(), new StackOptions()).Counters;

        Assert.All(Enumerable.Range(0, StackCounterList.CountOf(counters)), i => Assert.Equal(0, StackCounterList.Get(counters, i, out _, out _)));
    }

    [Fact]
    public void StackWithoutIPv6_ListsNoneOfIt()
    {
        StackCounters counters = new NetworkStack(new FakeLinkDevice(), new StackOptions()).Counters;

        Assert.Null(counters.IPv6);
        Assert.Equal(0, counters.GetDiscovery(0, out string name));
        Assert.Null(name);
        Assert.Equal(107, StackCounterList.CountOf(counters));
    }

    [Fact]
    public void DiscoveryEndsWithItsLastCounter()
    {
        StackCounters counters = new NetworkStack(new FakeLinkDevice(), new StackOptions { IPv6 = new Ipv6Options() }).Counters;
        int count = typeof(Ipv6DiscoveryCounters).GetFields(BindingFlags.Public | BindingFlags.Instance).Length;

        counters.GetDiscovery(count - 1, out string last);
        Assert.NotNull(last);
        Assert.Equal(0, counters.GetDiscovery(count, out string none));
        Assert.Null(none);
    }

    private static string SnakeCase(string name) => Regex.Replace(name, "(?<=[a-z0-9])(?=[A-Z])", "_").ToLowerInvariant();
}
