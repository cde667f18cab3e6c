namespace Nano.Net.Sockets
{
    /// <summary>Finds the addresses of hosts by name, for <see cref="TcpClient.Connect(string, int)"/> and <see cref="Dns"/>.</summary>
    public partial interface INameResolver
    {
        /// <summary>Finds the addresses of a host, waiting for them where it must.</summary>
        /// <param name="hostName">The host's name; never an address.</param>
        /// <param name="family">Of which family; <see cref="AddressFamily.Unspecified"/> for all that the stack has.</param>
        /// <returns>One at least, in the order in which they are to be tried. Who opens a connection puts those first that suit this host's own addresses (RFC 6724 section 6), and leaves the order as it is where they suit alike.</returns>
        /// <exception cref="SocketException">There is no such name (<see cref="SocketError.HostNotFound"/>), it has no address of that family (<see cref="SocketError.NoData"/>), nobody has answered (<see cref="SocketError.TryAgain"/>), there is nobody to ask (<see cref="SocketError.NoRecovery"/>), or no way to them (<see cref="SocketError.NetworkUnreachable"/>).</exception>
        IPAddress[] Resolve(string hostName, AddressFamily family);
    }
}
