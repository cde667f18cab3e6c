namespace Nano.Net.InteropTests
{
    /// <summary>The kernel's ping against this stack.</summary>
    public class PingTests
    {
        [SkippableFact]
        public void Ping_IsAnswered() => Ping();

        [SkippableTheory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(1400)]
        [InlineData(1472)]
        public void Ping_OfAnySizeThatAFrameHolds_IsAnswered(int size) => Ping("-s", $"{size}");

        [SkippableTheory]
        [InlineData(1473)]
        [InlineData(4000)]
        [InlineData(16000)]
        public void Ping_InFragments_IsPutTogetherAndAnsweredInFragments(int size) => Ping("-s", $"{size}");

        [SkippableFact]
        public void AFloodOfPings_IsAnsweredToTheLast() => Lab.Run(lab =>
        {
            // ping itself does not wait for the last answers for long.
            Program.Require("ping", "iputils-ping");
            ProgramResult result = lab.Kernel.Run("ping", "-c", "2000", "-f", $"{Lab.Address}").Succeeded();
            Assert.Contains("2000 packets transmitted", result.Output);
            lab.Eventually(() => lab.Stack.Counters.Internet.IcmpEchoReplies == 2000, () => $"{lab.Stack.Counters.Internet.IcmpEchoReplies} of 2000 answered\n{result}");
        });

        [SkippableFact]
        public void APingThatIsTooLargeToReassemble_IsDroppedAndCounted_AndTheNextOneIsAnswered() => Lab.Run(
            lab =>
            {
                Program.Require("ping", "iputils-ping");
                Assert.Equal(1, lab.Kernel.Run("ping", "-c", "1", "-W", "1", "-s", "4000", $"{Lab.Address}").ExitCode);
                Assert.NotEqual(0, lab.Stack.Counters.Internet.ReassemblyTooBig);
                lab.Kernel.Run("ping", "-c", "1", "-s", "1400", $"{Lab.Address}").Succeeded();
            },
            new LabOptions { DeviceSizes = true });

        private static void Ping(params string[] options) => Lab.Run(lab => Assert.Equal(3, lab.Kernel.Ping(3, options)));
    }
}
