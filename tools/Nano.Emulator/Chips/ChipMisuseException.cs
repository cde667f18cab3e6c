namespace Nano.Emulator
{
    /// <summary>A driver has asked of a chip what the chip would not do, or not well.</summary>
    /// <param name="message">What, and what would be right.</param>
    public sealed class ChipMisuseException(string message) : InvalidOperationException(message);
}
