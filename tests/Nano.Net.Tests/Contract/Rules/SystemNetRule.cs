using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>System.Net is for the few assemblies that say so: its native half is missing on the emulator and on firmware without networking.</summary>
public sealed class SystemNetRule : Rule
{
    private readonly bool allowed;

    public SystemNetRule(string[] libraries) => allowed = libraries.Contains("System.Net");

    public override string? OfUse(MemberReference used, TypeDefinition user)
    {
        TypeReference type = (used as TypeReference ?? used.DeclaringType).GetElementType();
        if (type.Scope is ModuleDefinition)
        {
            // A type of its own, whatever it is called (Nano.System.Net).
            return null;
        }

        bool isSystemNet = type.Namespace == "System.Net" || type.Namespace.StartsWith("System.Net.", StringComparison.Ordinal)
            || type.Scope?.Name.StartsWith("System.Net", StringComparison.Ordinal) == true;
        return isSystemNet && !allowed ? "an assembly that references System.Net does not load on firmware without networking" : null;
    }
}
