using System.Xml.Linq;
using Nano.Benchmarks;
using Nano.Cli;
using Nano.Emulator;

namespace Nano.Net.Tests.Benchmarks
{
    public class TcpBenchmarkTests
    {
        private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

        [Fact]
        public void Ratio_IsThatOfTheMedians()
        {
            TcpComparison comparison = Compare(new TcpPath(20, 1), [3, 9, 6], [12, 8, 100]);

            Assert.Equal(new Spread(6, 3, 9), comparison.NanoGoodput);
            Assert.Equal(new Spread(12, 8, 100), comparison.KernelGoodput);
            Assert.Equal(0.5, comparison.Ratio);
        }

        [Theory]
        [InlineData(5, 5, 1)]
        [InlineData(10, 0, 0.5)]
        [InlineData(6, 3, 0.9)]
        public void FairnessIndex_IsJains(double first, double second, double index) =>
            Assert.Equal(index, FairnessResult.IndexOf(first, second), precision: 6);

        [Fact]
        public void WindowLimit_IsOneWindowARoundTrip() =>
            Assert.Equal(524.28, new TcpPath(1).WindowLimit, precision: 2);

        [Fact]
        public void Table_HasBothContendersAndTheirRatio()
        {
            var report = new TcpReport
            {
                Goodput = [Compare(new TcpPath(20, 0.1), [22, 23, 24], [25, 20, 30])],
                Tails = [new TailComparison(2, 20, new Spread(75.5, 70, 80), new Spread(80.5, 75, 90))],
                Fairness = [new FairnessResult(TcpKind.Nano, TcpKind.Kernel, new Spread(0.95, 0.9, 1), new Spread(5.5, 5, 6), new Spread(3.5, 3, 4))],
            };
            var output = new StringWriter();
            using (var terminal = new Terminal(output, output))
            {
                new TcpReportView(terminal).Show(report, onlyJson: false);
            }

            string text = output.ToString();
            Assert.Matches(@"20 ms +0\.1 % +0 % +23\.0 +22\.0-24\.0 +25\.0 +20\.0-30\.0 +0\.92 +26\.2", text);
            Assert.Matches(@"2 +75\.5 +70\.0-80\.0 +80\.5 +75\.0-90\.0", text);
            Assert.Matches(@"Nano +Kernel +0\.950 +0\.900-1\.000 +5\.50", text);
            Assert.Contains("\"goodput_20ms_0.1loss_ratio\":0.92", text);
            Assert.DoesNotContain('\e', text);
        }

        [Fact]
        public void PathThatNeitherFills_IsSaidToBeTheMachines()
        {
            var output = new StringWriter();
            using (var terminal = new Terminal(output, output))
            {
                new TcpReportView(terminal).Show(new TcpReport { Goodput = [Compare(new TcpPath(1), [300], [310]), Compare(new TcpPath(20), [20], [25])] }, onlyJson: false);
            }

            Assert.Contains("At 1 ms without loss neither reaches", output.ToString());
            Assert.DoesNotContain("At 20 ms without loss neither", output.ToString());
        }

        [Theory]
        [InlineData(1.3, false)]
        [InlineData(4.9, true)]
        public void BusyMachine_IsSaidToBe(double average, bool isBusy)
        {
            var output = new StringWriter();
            using (var terminal = new Terminal(output, output))
            {
                new TcpReportView(terminal).Show(new TcpReport { RoundTrips = [new TcpRoundTrip(1, (1, 1.2, 2), (1, average, 20))] }, onlyJson: false);
            }

            Assert.Equal(isBusy, output.ToString().Contains("too busy for 1 ms", StringComparison.Ordinal));
        }

        [Fact]
        public void Plot_HasAPanelForEachDelayAndALegend()
        {
            TcpComparison[] comparisons =
            [
                Compare(new TcpPath(1), [300], [310]), Compare(new TcpPath(1, 1), [60], [70]),
                Compare(new TcpPath(100), [5], [5]), Compare(new TcpPath(100, 1), [1.5], [1.6]),
            ];
            string file = Path.GetTempFileName();
            try
            {
                TcpPlot.Write(comparisons, file);
                string[] texts = [.. XDocument.Load(file).Descendants(Svg + "text").Select(text => text.Value)];

                Assert.Contains("Mbit/s at 1 ms", texts);
                Assert.Contains("Mbit/s at 100 ms", texts);
                Assert.Contains(texts, text => text.StartsWith("frames lost each way", StringComparison.Ordinal));
                Assert.Contains("1 %", texts);
                Assert.Single(texts, "Nano");
                Assert.Single(texts, "Linux kernel");
            }
            finally
            {
                File.Delete(file);
            }
        }

        [Theory]
        [InlineData("--part", "windows", "--part 'windows': should be goodput or reordering or receiving or tail or fairness or all")]
        [InlineData("--loss", "101", "--loss '101': should be a percentage from 0 to 100")]
        [InlineData("--captures", "/no/such/folder", "--captures '/no/such/folder': there is no such folder")]
        public void BadInput_IsOneLine(string option, string value, string message)
        {
            Cli.CommandResult result = Cli.CommandResult.Of("bench", "tcp", option, value);

            Assert.NotEqual(0, result.Status);
            Assert.Equal($"nano: {message}", result.Error.Trim());
        }

        [Fact]
        public void LinkBridge_PassesFramesBothWays()
        {
            var scheduler = new VirtualScheduler();
            var near = new VirtualWire(scheduler);
            var far = new VirtualWire(scheduler);
            using (new LinkBridge(near.B, far.A))
            {
                Send(near.A, 1);
                Send(far.B, 2);
                scheduler.RunFor(TimeSpan.FromSeconds(1));

                Assert.Equal(1, Receive(far.B));
                Assert.Equal(2, Receive(near.A));
            }

            Send(near.A, 3);
            scheduler.RunFor(TimeSpan.FromSeconds(1));
            Assert.Equal(-1, Receive(far.B));
        }

        private static TcpComparison Compare(TcpPath path, double[] nano, double[] kernel) =>
            new(path, [.. nano.Select(Transfer)], [.. kernel.Select(Transfer)]);

        private static TcpTransfer Transfer(double goodput) => new(goodput, 65535, 1000, 10);

        private static void Send(WirePort port, byte content) => port.Send([content, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0, 15);

        private static int Receive(WirePort port)
        {
            byte[] frame = new byte[1514];
            return port.Receive(frame, 0, frame.Length) == 15 ? frame[0] : -1;
        }
    }
}
