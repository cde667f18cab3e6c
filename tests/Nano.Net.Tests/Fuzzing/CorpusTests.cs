using Nano.Fuzzing;
using Nano.Net.Tests.Contract;
using Nano.Simulation;

namespace Nano.Net.Tests.Fuzzing
{
    /// <summary>What the fuzzer has ever found worth keeping is tried on every build.</summary>
    public class CorpusTests
    {
        private static readonly string Folder = Path.Combine(DeviceAssembly.FindRoot(), "tests", "fuzz");

        public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileName(f))];

        [Theory]
        [MemberData(nameof(Files))]
        public void EveryInput_Passes(string file)
        {
            var executors = new Dictionary<string, Executor>();
            foreach (FuzzInput input in CorpusFiles.Load([Path.Combine(Folder, file)]))
            {
                if (!executors.TryGetValue(input.Target, out Executor? executor))
                {
                    executors.Add(input.Target, executor = new Executor(TargetList.Make(input.Target), []));
                }

                Violation? violation = executor.Run(input, thorough: true);
                Assert.True(violation == null, $"{violation?.Rule}: {violation?.Message}\n{input}");
            }
        }

        [Fact]
        public void EveryTarget_HasACorpus()
        {
            foreach (string target in FuzzEntry.Targets)
            {
                Assert.True(CorpusFiles.Load([Path.Combine(Folder, target + ".txt")]).Count > 5, target);
            }
        }
    }
}
