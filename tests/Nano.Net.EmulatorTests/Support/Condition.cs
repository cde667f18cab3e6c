namespace Nano.Net.EmulatorTests
{
    /// <summary>Whether something has happened.</summary>
    public delegate bool Condition();
}
