using Nano.Emulator;
using Nano.Fuzzing;
using Nano.Simulation;

namespace Nano.Net.Tests.Fuzzing
{
    public class ExecutorTests
    {
        /// <summary>What an input comes to does not depend on those before it: so a failure repeats.</summary>
        [Theory]
        [InlineData("stack")]
        [InlineData("dhcp")]
        [InlineData("dhcpv6")]
        [InlineData("dns")]
        [InlineData("mdns")]
        [InlineData("sntp")]
        public void Input_DoesTheSameWhateverWasBefore(string name)
        {
            Target target = TargetList.Make(name);
            var executor = new Executor(target, []);
            var mutator = new InputMutator(target, new RandomSource(7));
            FuzzInput[] inputs = [.. Enumerable.Range(0, 300).Select(_ => mutator.Draw())];
            ulong[] first = [.. inputs.Select(i => Record(executor, i))];

            for (int i = inputs.Length - 1; i >= 0; i--)
            {
                Assert.Equal(first[i], Record(executor, inputs[i]));
            }

            // Another one, made ready for itself, does the same.
            executor = new Executor(TargetList.Make(name), []);
            Assert.Equal(first[42], Record(executor, inputs[42]));
            Assert.True(first.Distinct().Count() > 10);
        }

        [Fact]
        public void ExceptionAndBrokenRule_AreFoundAndMadeSmaller()
        {
            var executor = new Executor(new Brittle(), []);
            byte[] noise = [.. Enumerable.Range(1, 100).Select(i => (byte)i)];
            var input = new FuzzInput("brittle", [new MessageStep { Bytes = noise }, new MessageStep { Bytes = [.. noise, Brittle.Breaking, .. noise], Variant = 9 }, new MessageStep { Bytes = noise }]);

            Violation? violation = executor.Run(input, thorough: false);
            Failure smallest = FuzzCampaign.Shrink(new Failure(input, violation!.Rule, violation.Message), executor);

            Assert.Equal(Rule.Exception, violation.Rule);
            Assert.StartsWith("DivideByZeroException: ", violation.Message);
            Assert.Equal($"target brittle\nmessage bytes={Brittle.Breaking:x2}\n", smallest.Input.ToString());
        }

        [Fact]
        public void CounterThatMovesAnew_IsAFeature()
        {
            var executor = new Executor(new Brittle(), []);
            var known = new FeatureMap(0, executor.CounterCount);
            var fresh = new HashSet<int>();
            executor.Run(new FuzzInput("brittle", [new MessageStep { Bytes = [1] }]), thorough: false, known, fresh);

            // The counter, and how full nothing is.
            Assert.Equal(2, fresh.Count);
            foreach (int feature in fresh)
            {
                known.Add(feature);
            }

            fresh.Clear();

            executor.Run(new FuzzInput("brittle", [new MessageStep { Bytes = [2] }]), thorough: false, known, fresh);
            Assert.Empty(fresh);
            executor.Run(new FuzzInput("brittle", [new MessageStep { Bytes = [1, 2] }]), thorough: false, known, fresh);
            Assert.Single(fresh);
        }

        private static ulong Record(Executor executor, FuzzInput input)
        {
            Assert.Null(executor.Run(input, thorough: false));
            return executor.Target.Arena!.Fingerprint;
        }

        /// <summary>Counts bytes, and cannot stand one of them.</summary>
        private sealed class Brittle : Target
        {
            internal const byte Breaking = 0xBA;

            private readonly Tally tally = new();

            internal Brittle()
            {
                Begin();
            }

            internal override string Name => "brittle";

            internal override IEnumerable<object> Counters => [tally];

            internal override bool Knows(Step step) => step is MessageStep;

            internal override void Apply(Step step)
            {
                foreach (byte b in ((MessageStep)step).Bytes)
                {
                    tally.Bytes++;
                    tally.Sum += 1 / (b - Breaking);
                }
            }

            internal override Step Draw(RandomSource random) => new MessageStep();

            internal override Step Change(Step step, RandomSource random) => step;

            private sealed class Tally
            {
                public long Bytes;
                internal int Sum;
            }
        }
    }
}
