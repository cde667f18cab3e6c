namespace Nano.Net.Services
{
    /// <summary>
    /// Called when a client has learned the time, and so the place to set a system's clock. Under the lock of the stack, on
    /// the thread that polls it: it must not wait.
    /// </summary>
    /// <param name="client">Which.</param>
    public delegate void SntpHandler(SntpClient client);
}
