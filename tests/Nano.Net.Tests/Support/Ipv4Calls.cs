using Nano.Net.Internet;
using Nano.Net.Internet.V4;
using Nano.Net.Udp;
using Nano.Net.Wire;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Support;

/// <summary>What tests say of IPv4 with addresses as numbers.</summary>
internal static class Ipv4Calls
{
    public static int Join(this UdpEndpoint endpoint, uint group) => endpoint.Join(new IPAddress(group));

    public static int Leave(this UdpEndpoint endpoint, uint group) => endpoint.Leave(new IPAddress(group));

    public static int Connect(this UdpEndpoint endpoint, uint address, int port) => endpoint.Connect(new IPAddress(address), port);

    public static int Send(this UdpEndpoint endpoint, uint address, int port, byte[] buffer, int offset, int length) =>
        endpoint.Send(new IPAddress(address), port, buffer, offset, length);

    public static int Receive(this UdpEndpoint endpoint, byte[] buffer, int offset, int capacity, out uint source, out int port)
    {
        int result = endpoint.Receive(buffer, offset, capacity, out int place, out port);
        source = result < 0 ? 0 : endpoint.SourceAt(place).value;
        return result;
    }

    /// <summary>The path to an address, held as one that has a peer holds it.</summary>
    public static Ipv4Path Acquire(this Ipv4 ipv4, uint address)
    {
        Ipv4Path path = ipv4.Find(address);
        if (path == null || !ipv4.MayHold(path))
        {
            return null!;
        }

        ipv4.paths.Hold(path);
        return path;
    }

    public static void Release(this Ipv4 ipv4, Path path) => ipv4.paths.Release(path);
}
