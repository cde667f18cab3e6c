namespace Nano.Simulation
{
    /// <summary>What a router says of a packet that it sends on over the link that it came from (RFC 4861 section 8.2).</summary>
    internal enum RedirectManner
    {
        None,

        /// <summary>The destination is a neighbour.</summary>
        ToDestination,

        /// <summary>Another router knows the way better.</summary>
        ToOtherRouter,
    }
}
