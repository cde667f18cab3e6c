using System.Text.RegularExpressions;
using Nano.Cli;
using Nano.Simulation;

namespace Nano.Net.Tests.Cli
{
    public class SimTests
    {
        [Fact]
        public void ManySeeds_AreSummedUp()
        {
            CommandResult result = CommandResult.Of("sim", "--seeds", "12", "--from", "18446744073709551610", "--jobs", "2");

            Assert.Equal("", result.Error);
            Assert.Equal(0, result.Status);
            Assert.StartsWith("12 seeds from 18446744073709551610; to repeat them: nano sim --seeds 12 --from 18446744073709551610", result.Output);
            Assert.Matches(@"simulated hours in .* a second: .* connections, .* frames sent", result.Output);
            Assert.EndsWith("12 passed, 0 failed, 0 skipped", result.Output.TrimEnd());
            Assert.DoesNotContain('\e', result.Output);
        }

        [Fact]
        public void FreshSeeds_ArePrinted_AndOthersEachTime()
        {
            string[] first = [.. Enumerable.Range(0, 2).Select(_ =>
            {
                CommandResult result = CommandResult.Of("sim", "--seeds", "1", "--from", "fresh");
                Assert.Equal(0, result.Status);
                Match line = Regex.Match(result.Output, @"^1 seeds from (\d+); to repeat them: nano sim --seeds 1 --from \1\n");
                Assert.True(line.Success, result.Output);
                return line.Groups[1].Value;
            })];

            Assert.NotEqual(first[0], first[1]);
        }

        [Fact]
        public void FreshSeed_ComesFromTheCommitAndTheTime()
        {
            var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

            Assert.Equal(FreshSeed.Draw("0.1.0+a", time), FreshSeed.Draw("0.1.0+a", time));
            Assert.NotEqual(FreshSeed.Draw("0.1.0+a", time), FreshSeed.Draw("0.1.0+b", time));
            Assert.NotEqual(FreshSeed.Draw("0.1.0+a", time), FreshSeed.Draw("0.1.0+a", time.AddTicks(1)));
        }

        [Fact]
        public void OneSeed_IsDescribed()
        {
            CommandResult result = CommandResult.Of("sim", "--seed", "7");

            Assert.Equal(0, result.Status);
            Assert.Matches(@"(?s)^Seed 7:.*host 0: 10\.0\.0\.1, MTU .*conversation 0: .*Passed: .* simulated minutes", result.Output);
        }

        [Fact]
        public void FailingSeed_IsMadeSmallerAndDrawn()
        {
            Scenario drawn = ScenarioSource.DrawIpv4(2);
            ConversationPlan doomed = drawn.Conversations[0] with { Kind = ConversationKind.Bulk, Server = 99 };
            Outcome failure = NetworkSimulation.Run(drawn with { Conversations = [doomed, .. drawn.Conversations.Skip(1)], Faults = [.. drawn.Faults.Where(f => !f.MayEndConnections)] });
            string folder = Directory.CreateTempSubdirectory().FullName;
            try
            {
                var output = new StringWriter();
                using (var terminal = new Terminal(output, output))
                {
                    new SimulationRun(terminal, folder, AddressFamilies.None, CancellationToken.None).Explain(failure);
                }

                Assert.Contains("Seed 2 has failed (Ending)", output.ToString());
                Assert.Contains("nano sim --seed 2", output.ToString());
                Assert.Contains("conversation 0: Bulk", output.ToString());
                Assert.DoesNotContain("conversation 1:", output.ToString());
                Assert.True(new FileInfo(Path.Combine(folder, "sim-2.pcap")).Length > 24);
                Assert.Contains("TCP connection", File.ReadAllText(Path.Combine(folder, "sim-2.txt")));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
