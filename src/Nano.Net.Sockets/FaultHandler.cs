using System;

namespace Nano.Net.Sockets
{
    /// <summary>Told of an exception that was caught where the stack calls what is not its own.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="part">What has thrown it, in a few words: "link device", "DhcpClient.Changed".</param>
    public delegate void FaultHandler(Exception exception, string part);
}
