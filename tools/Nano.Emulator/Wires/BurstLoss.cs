namespace Nano.Emulator
{
    /// <summary>
    /// Loss in bursts, by the model of Gilbert and Elliott: the wire is in a good state or in a bad one, may change it
    /// with every frame, and loses frames in the bad one. It stays bad for 1 / <see cref="Leave"/> frames on average.
    /// </summary>
    public sealed record BurstLoss
    {
        /// <summary>Probability that a frame finds the wire gone from good to bad; 0 to 1.</summary>
        public double Enter { get; init => field = Require.Probability(value); }

        /// <summary>Probability that a frame finds the wire gone from bad to good; 0 to 1, a quarter by default.</summary>
        public double Leave { get; init => field = Require.Probability(value); } = 0.25;

        /// <summary>Probability that a frame is lost in the bad state; 0 to 1, 1 by default.</summary>
        public double Loss { get; init => field = Require.Probability(value); } = 1;
    }
}
