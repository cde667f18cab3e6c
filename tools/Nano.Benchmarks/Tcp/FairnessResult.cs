namespace Nano.Benchmarks
{
    /// <summary>How two flows share a bottleneck.</summary>
    /// <param name="First">Whose TCP the flow is that was there first.</param>
    /// <param name="Second">Whose TCP the flow is that came later.</param>
    /// <param name="Index">Jain's index: 1 where both have the same, one half where one has all.</param>
    /// <param name="FirstGoodput">What the first flow came to, in Mbit/s.</param>
    /// <param name="SecondGoodput">What the second one came to.</param>
    public sealed record FairnessResult(TcpKind First, TcpKind Second, Spread Index, Spread FirstGoodput, Spread SecondGoodput)
    {
        /// <summary>Jain's fairness index of what two flows came to.</summary>
        public static double IndexOf(double first, double second) =>
            (first + second) * (first + second) / (2 * ((first * first) + (second * second)));
    }
}
