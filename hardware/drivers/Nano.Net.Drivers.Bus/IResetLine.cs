namespace Nano.Net.Drivers
{
    /// <summary>The reset input of a chip, active low.</summary>
    public interface IResetLine
    {
        /// <summary>Holds the chip in reset (true) or lets it run (false).</summary>
        /// <param name="asserted">Whether to pull the line low.</param>
        void Set(bool asserted);
    }
}
