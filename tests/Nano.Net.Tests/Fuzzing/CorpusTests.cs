using Nano.Fuzzing;
using Nano.Net.Tests.Contract;
using Nano.Simulation;

namespace Nano.Net.Tests.Fuzzing
{
    /// <summary>What the fuzzer has ever found worth keeping is tried on every build.</summary>
    public class CorpusTests
    {
        public static TheoryData<string> Targets => [.. FuzzEntry.Targets];

        [Theory]
        [MemberData(nameof(Targets))]
        public void EveryInputOfTheCorpus_Passes(string target)
        {
            List<FuzzInput> inputs = CorpusFiles.Load([Path.Combine(DeviceAssembly.FindRoot(), "tests", "fuzz", target + ".txt")]);
            var executor = new Executor(TargetList.Make(target), []);

            Assert.True(inputs.Count > 5, $"{inputs.Count} inputs are no corpus");
            foreach (FuzzInput input in inputs)
            {
                Violation? violation = executor.Run(input, thorough: true);
                Assert.True(violation == null, $"{violation?.Rule}: {violation?.Message}\n{input}");
            }
        }
    }
}
