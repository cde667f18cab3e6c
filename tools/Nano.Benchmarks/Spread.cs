namespace Nano.Benchmarks
{
    /// <summary>Several measurements of one thing: the middle one, and how far they lie apart.</summary>
    /// <param name="Median">The middle.</param>
    /// <param name="Least">The least.</param>
    /// <param name="Most">The most.</param>
    public sealed record Spread(double Median, double Least, double Most)
    {
        /// <summary>The spread of some measurements, one at least.</summary>
        public static Spread Of(IReadOnlyCollection<double> values) => new(Benchmarks.Median.Of([.. values]), values.Min(), values.Max());
    }
}
