namespace Nano.Net.Sockets
{
    /// <summary>Finds the addresses of hosts by name, for <see cref="TcpClient.Connect(string, int)"/>.</summary>
    public partial interface INameResolver
    {
        /// <summary>Finds the address of a host, waiting for it where it must.</summary>
        /// <param name="hostName">The host's name; never an address.</param>
        /// <returns>The address.</returns>
        /// <exception cref="SocketException">There is no such name (<see cref="SocketError.HostNotFound"/>), it has no IPv4 address (<see cref="SocketError.NoData"/>), nobody has answered (<see cref="SocketError.TryAgain"/>), there is nobody to ask (<see cref="SocketError.NoRecovery"/>), or no way to them (<see cref="SocketError.NetworkUnreachable"/>).</exception>
        IPAddress Resolve(string hostName);
    }
}
