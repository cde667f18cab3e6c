namespace Nano.Net.InteropTests.Support
{
    /// <summary>What a client must keep under a flood, as a share of what it has without.</summary>
    internal static class FloodRatio
    {
        /// <summary>What it keeps at the least.</summary>
        internal const double Least = 0.5;

        // Less than this is a denial of service on any machine.
        private const double LeastAnywhere = 0.05;

        // Attacker, client, their kernel and the stack want a processor each. Where they have to share processors with each
        // other, and with whatever else the machine does, the ratio says less of the stack than of them.
        private const int Parties = 4;

        /// <summary>Fails where the client keeps too little, or skips the test where the machine is too small for it to say so.</summary>
        /// <param name="ratio">What it keeps.</param>
        /// <param name="measured">What was measured, in words.</param>
        internal static void Judge(double ratio, string measured)
        {
            Assert.True(ratio >= LeastAnywhere, measured);
            Skip.If(
                ratio < Least && Environment.ProcessorCount < Parties,
                $"{Environment.ProcessorCount} processors for the attacker, the client, their kernel and the stack: {measured}");
            Assert.True(ratio >= Least, measured);
        }
    }
}
