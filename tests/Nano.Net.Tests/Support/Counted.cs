using System.Reflection;

namespace Nano.Net.Tests.Support;

/// <summary>Checks which counters grow by what happens, and that no other does.</summary>
internal static class Counted
{
    /// <summary>Does something and compares what was counted.</summary>
    /// <param name="counters">The object that has the counters as public fields.</param>
    /// <param name="action">What is to be counted.</param>
    /// <param name="expected">The counters that grow, each by 1 where its name stands alone, by more where a number follows it.</param>
    public static void By(object counters, Action action, params string[] expected)
    {
        FieldInfo[] fields = counters.GetType().GetFields();
        long[] before = Values();
        action();
        long[] after = Values();
        Assert.Equal(
            expected.Order(),
            fields.Select((f, i) => (f.Name, Change: after[i] - before[i]))
                .Where(c => c.Change != 0)
                .Select(c => c.Change == 1 ? c.Name : $"{c.Name} {c.Change}")
                .Order());

        long[] Values() => [.. fields.Select(f => (long)f.GetValue(counters)!)];
    }
}
