using Nano.Benchmarks;

namespace Nano.Net.InteropTests
{
    public class TcpBenchmarkTests
    {
        [SkippableFact]
        public void BothStacks_CarryDataOverALossyWire_AndRepairALostEnd()
        {
            Skip.IfNot(Namespaces.WhyNot.Length == 0, Namespaces.WhyNot);
            Skip.If(TcpBenchmark.Missing() is { } missing, TcpBenchmark.Missing());
            var options = new TcpBenchmarkOptions
            {
                Seconds = 1,
                Repetitions = 1,
                RoundTrips = [20],
                Losses = [1],
                Parts = TcpBenchmarkParts.Goodput | TcpBenchmarkParts.Tail,
            };

            TcpReport report = new TcpBenchmark(options).Run();

            TcpComparison comparison = Assert.Single(report.Goodput);
            Assert.All([.. comparison.Nano, .. comparison.Kernel], transfer =>
            {
                Assert.InRange(transfer.Goodput, 0.1, comparison.Path.WindowLimit);
                Assert.InRange(transfer.MostInFlight, 2 * 1448, 65535);
                Assert.InRange(transfer.Repeated, 1, transfer.Segments);
            });
            Assert.Equal([0, 1, 2, 3], report.Tails.Select(tail => tail.Lost));
            Assert.All(report.Tails.Skip(1), tail => Assert.True(tail.Nano.Least > report.Tails[0].Kernel.Least, "What is lost cannot be there as soon as what is not."));
            Assert.InRange(Assert.Single(report.RoundTrips).Kernel.Least, 20, 40);
        }
    }
}
