namespace Nano.Net.InteropTests
{
    /// <summary>The kernel's ping against this stack.</summary>
    public class PingTests
    {
        [SkippableFact]
        public void Ping_IsAnswered() => Ping(3, "-i", "0.05");

        [SkippableTheory]
        [InlineData(0)]
        [InlineData(1)]
        [InlineData(1400)]
        [InlineData(1472)]
        public void Ping_OfAnySizeThatAFrameHolds_IsAnswered(int size) => Ping(3, "-i", "0.05", "-s", $"{size}");

        [SkippableTheory]
        [InlineData(1473)]
        [InlineData(4000)]
        [InlineData(16000)]
        public void Ping_InFragments_IsPutTogetherAndAnsweredInFragments(int size) => Ping(3, "-i", "0.05", "-s", $"{size}");

        [SkippableFact]
        public void AFloodOfPings_IsAnsweredToTheLast() => Ping(2000, "-f");

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

        private static void Ping(int count, params string[] options) => Lab.Run(lab =>
        {
            Program.Require("ping", "iputils-ping");
            ProgramResult result = lab.Kernel.Run("ping", ["-c", $"{count}", "-W", "2", .. options, $"{Lab.Address}"]);
            Assert.True(result.ExitCode == 0 && result.Output.Contains($"{count} received, 0% packet loss", StringComparison.Ordinal), $"{result}");
        });
    }
}
