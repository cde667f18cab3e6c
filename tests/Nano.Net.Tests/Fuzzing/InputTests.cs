using Nano.Emulator;
using Nano.Fuzzing;

namespace Nano.Net.Tests.Fuzzing
{
    public class InputTests
    {
        public static TheoryData<string> Targets => [.. FuzzEntry.Targets];

        [Theory]
        [MemberData(nameof(Targets))]
        public void WhatIsDrawn_IsReadAsItWasWritten(string target)
        {
            var mutator = new InputMutator(TargetList.Make(target), new RandomSource(1));
            FuzzInput input = mutator.Draw();
            for (int i = 0; i < 2000; i++)
            {
                input = i % 10 == 0 ? mutator.Draw() : mutator.Change(input, mutator.Draw());

                FuzzInput read = Assert.Single(FuzzInput.ParseAll(new StringReader(input.ToString()), "it"));

                Assert.Equal(input.ToString(), read.ToString());
                Assert.Equal(input.Steps.Count, read.Steps.Count);
            }
        }

        [Theory]
        [InlineData("wait ms=1", "it, line 1: should begin with 'target NAME'")]
        [InlineData("target stack\nsleep", "it, line 2: 'sleep' is no step; segment, error, frame, wait, call and message are")]
        [InlineData("target stack\n\nwait ms=x", "it, line 3: ms=x: should be a number from -1 to 2147483647")]
        [InlineData("target stack\nwait hours=1", "it, line 2: a step 'wait' has no hours")]
        [InlineData("target stack\nwait ms", "it, line 2: 'ms' should be name=value, each name once")]
        [InlineData("target stack\nsegment flags=X", "it, line 2: flags=X: should be letters of FSRPAUEC, or -")]
        [InlineData("target stack\nsegment sack=1,2,3", "it, line 2: sack=1,2,3: should be two to eight numbers, in pairs")]
        [InlineData("target stack\nframe bytes=0", "it, line 2: bytes=0: should be at most 1520 bytes in hexadecimal")]
        [InlineData("target stack\ncall do=sing", "it, line 2: do=sing: should be read or write")]
        public void LineThatIsNone_IsRefusedWithWhatWouldBeRight(string text, string message) =>
            Assert.StartsWith(message, Assert.Throws<FormatException>(() => FuzzInput.ParseAll(new StringReader(text), "it")).Message);
    }
}
