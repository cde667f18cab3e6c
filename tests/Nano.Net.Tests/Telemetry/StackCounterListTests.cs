using System.Reflection;
using System.Text.RegularExpressions;
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
        StackCounters counters = new NetworkStack(new FakeLinkDevice(), new StackOptions { MulticastGroups = 1 }).Counters;
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

            foreach (FieldInfo counter in values.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance))
            {
                counter.SetValue(values, next);
                expected.Add($"{layer.Name.ToLowerInvariant()}_{SnakeCase(counter.Name)}", next++);
            }
        }

        Dictionary<string, long> listed = [];
        for (int i = 0; i < StackCounterList.Count; i++)
        {
            long value = StackCounterList.Get(counters, i, out string name);
            listed.Add(name, value);
        }

        Assert.Equal(expected.OrderBy(pair => pair.Key), listed.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void StackWithoutMulticast_HasCountedNoneOfIt()
    {
        StackCounters counters = new NetworkStack(new FakeLinkDevice(), new StackOptions()).Counters;

        Assert.All(Enumerable.Range(0, StackCounterList.Count), i => Assert.Equal(0, StackCounterList.Get(counters, i, out _)));
    }

    private static string SnakeCase(string name) => Regex.Replace(name, "(?<=[a-z0-9])(?=[A-Z])", "_").ToLowerInvariant();
}
