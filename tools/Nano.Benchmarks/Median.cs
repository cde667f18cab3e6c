namespace Nano.Benchmarks
{
    /// <summary>The middle of several measurements: one that the machine has disturbed does not count.</summary>
    internal static class Median
    {
        internal static double Of(List<double> values)
        {
            var sorted = values.Order().ToList();
            int middle = sorted.Count / 2;
            return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
