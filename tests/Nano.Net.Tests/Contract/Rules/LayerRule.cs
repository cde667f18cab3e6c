using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>
/// Who may know whom within the stack. A layer is a namespace below Nano.Net, or types of Nano.Net itself; it may use
/// itself and what stands above it in the table, but not its neighbours in the same line.
/// </summary>
public sealed class LayerRule : Rule
{
    private static readonly string[][] Layers =
    {
        new[] { "Wire", "Cryptography" },
        new[] { "Core" },
        new[] { "AddressFamily IPAddress EndPoint IPEndPoint SocketAddress StackOptions Ipv6Settings CongestionAlgorithm Range" },
        new[] { "Link" },
        new[] { "Internet", "Drivers" },
        new[] { "Udp", "Tcp ConnectionInfo", "IPv6" },
        new[] { "NetworkStack StackCounters" },
        new[] { "Sockets Dns IPHostEntry" },
        new[] { "Services", "Http", "Dhcpv6" },
        new[] { "Telemetry", "Management" },
    };

    private static readonly Dictionary<string, (int Depth, string Name)> LayerOf = Layers
        .SelectMany((line, depth) => line.SelectMany(layer => layer.Split(' ').Select(name => (name, depth, layer))))
        .ToDictionary(entry => entry.name, entry => (entry.depth, entry.layer), StringComparer.Ordinal);

    public override string? OfType(TypeDefinition type) =>
        NameOf(type) is { } name && !LayerOf.ContainsKey(name) ? $"{name} has no place in the table of layers (LayerRule)" : null;

    public override string? OfUse(MemberReference used, TypeDefinition user)
    {
        if (used is not TypeReference type || NameOf(user) is not { } from || NameOf(type) is not { } to
            || !LayerOf.TryGetValue(from, out (int Depth, string Name) upper) || !LayerOf.TryGetValue(to, out (int Depth, string Name) lower))
        {
            return null;
        }
        return lower.Depth < upper.Depth || lower.Name == upper.Name ? null : $"{from} may not know {to}";
    }

    /// <summary>The part of the stack that a type belongs to, or null where it is none of the stack's.</summary>
    private static string? NameOf(TypeReference type)
    {
        type = type.GetElementType();
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        // It stands among the sockets because that is where .NET has it.
        if (type.Namespace == "Nano.Net" || type.FullName == "Nano.Net.Sockets.AddressFamily")
        {
            return type.Name;
        }
        return type.Namespace.StartsWith("Nano.Net.", StringComparison.Ordinal) ? type.Namespace.Split('.')[2] : null;
    }
}
