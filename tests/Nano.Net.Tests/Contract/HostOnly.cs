using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Nano.Net.Tests.Contract;

/// <summary>Code of a *.Host.cs file, which the device does not compile: the symbols name the file of each method.</summary>
public static class HostOnly
{
    public static bool Is(MethodDefinition method) => FileOf(method)?.EndsWith(".Host.cs", StringComparison.Ordinal) ?? false;

    /// <summary>A type whose methods, as far as they have lines, are all host code.</summary>
    public static bool Is(TypeDefinition type)
    {
        MethodDefinition[] methods = type.Methods.Where(method => FileOf(method) is not null).ToArray();
        return methods.Length > 0 && methods.All(Is);
    }

    private static string? FileOf(MethodDefinition method) =>
        method.DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden)?.Document.Url;
}
