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

    // The lines of an asynchronous method are those of the state machine that the compiler makes of it.
    private static string? FileOf(MethodDefinition method) =>
        (StateMachineOf(method) ?? method).DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden)?.Document.Url;

    private static MethodDefinition? StateMachineOf(MethodDefinition method) =>
        method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name == "AsyncStateMachineAttribute") is { } mark
            ? ((TypeReference)mark.ConstructorArguments[0].Value).Resolve().Methods.Single(m => m.Name == "MoveNext")
            : null;
}
