namespace Nano.Workbench
{
    /// <summary>The segments between a port of host A and a port of host B.</summary>
    /// <param name="Number">Counts the conversations of a session from 1.</param>
    /// <param name="PortA">The port of host A.</param>
    /// <param name="PortB">The port of host B.</param>
    internal sealed record Conversation(int Number, int PortA, int PortB)
    {
        /// <summary>What host A sends.</summary>
        public NumberLine FromA { get; } = new();

        /// <summary>What host B sends.</summary>
        public NumberLine FromB { get; } = new();

        /// <summary>The numbers of what a host sends.</summary>
        public NumberLine From(string host) => host == "A" ? FromA : FromB;

        /// <summary>The numbers of what the other host sends.</summary>
        public NumberLine To(string host) => host == "A" ? FromB : FromA;
    }
}
