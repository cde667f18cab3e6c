namespace Nano.Net.Services
{
    /// <summary>
    /// Called when the address of a host, or what came with it, has changed. Under the lock of the stack, on the thread
    /// that polls it: it must not wait.
    /// </summary>
    /// <param name="client">Whose address.</param>
    public delegate void DhcpHandler(DhcpClient client);
}
