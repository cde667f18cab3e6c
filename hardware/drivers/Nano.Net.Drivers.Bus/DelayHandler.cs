namespace Nano.Net.Drivers
{
    /// <summary>Lets time pass.</summary>
    /// <param name="milliseconds">How much, at least.</param>
    public delegate void DelayHandler(int milliseconds);
}
