namespace Nano.Net
{
    /// <summary>How a connection finds out how much the network carries, and gives way when it carries less.</summary>
    public enum CongestionAlgorithm
    {
        /// <summary>Grows by a segment a round trip, halves (RFC 5681). It takes 48 bytes a connection less on the device.</summary>
        NewReno,

        /// <summary>Comes back to what the network last carried in a time that does not depend on the round trip, and gives way by three tenths (RFC 9438).</summary>
        Cubic,
    }
}
