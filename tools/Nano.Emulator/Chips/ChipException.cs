namespace Nano.Emulator
{
    /// <summary>A driver has asked of its chip what the data sheet does not allow.</summary>
    public sealed class ChipException(string message) : InvalidOperationException(message)
    {
    }
}
