using Nano.Net.Services;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Services;

/// <summary>What tests do with a resolver in virtual time.</summary>
internal static class ResolverSteps
{
    /// <summary>Starts one that asks the world's server.</summary>
    public static DnsResolver StartResolver(this ServiceWorld world, DnsResolverOptions? options = null)
    {
        options ??= new DnsResolverOptions();
        options.Servers = [IPAddress.Parse(ServiceWorld.ServerAddress)];
        var resolver = new DnsResolver(world.Runner, options);
        world.Act(resolver.Start);
        return resolver;
    }

    /// <summary>The address of a name, or the error's name.</summary>
    public static string Resolve(this ServiceWorld world, DnsResolver resolver, string name)
    {
        IPAddress? address = null;
        SocketError error = SocketError.WouldBlock;
        world.Act(() => error = resolver.TryResolve(name, out address));
        world.RunUntil(() => error != SocketError.WouldBlock || (error = resolver.TryResolve(name, out address)) != SocketError.WouldBlock, 200);
        return error == SocketError.Success ? address!.ToString() : error.ToString();
    }
}
