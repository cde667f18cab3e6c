using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>Calls what nanoFramework lacks by the name that C# has for it, where a type gives it away.</summary>
public sealed class MissingFeatureRule : Rule
{
    private static readonly (string Type, string Feature)[] Features =
    {
        ("Microsoft.CSharp.", "dynamic does not exist"),
        ("System.Decimal", "decimal does not exist"),
        ("System.Index", "indices and ranges do not exist"),
        ("System.Linq.", "LINQ does not exist"),
        ("System.Memory`1", "spans of .NET do not exist"),
        ("System.Nullable`1", "nullable value types do not exist"),
        ("System.Range", "indices and ranges do not exist"),
        ("System.ReadOnlyMemory`1", "spans of .NET do not exist"),
        ("System.ReadOnlySpan`1", "spans of .NET do not exist"),
        ("System.Runtime.CompilerServices.CallSite", "dynamic does not exist"),
        ("System.Runtime.CompilerServices.IsExternalInit", "init does not exist"),
        ("System.Runtime.CompilerServices.IsVolatile", "volatile does not exist"),
        ("System.Span`1", "spans of .NET do not exist"),
        ("System.Threading.Tasks.", "tasks do not exist"),
        ("System.ValueTuple", "tuples do not exist"),
    };

    public override string? OfUse(MemberReference used, TypeDefinition user)
    {
        if (used is not TypeReference type)
        {
            return null;
        }
        string name = type is GenericInstanceType generic ? generic.ElementType.FullName : type.FullName;
        string? feature = Features.FirstOrDefault(missing => IsNamedBy(missing.Type, name)).Feature;
        return feature is null ? null : feature + " on nanoFramework";
    }

    private static bool IsNamedBy(string pattern, string name) =>
        pattern.EndsWith('.') ? name.StartsWith(pattern, StringComparison.Ordinal) : name.Split('`')[0] == pattern.Split('`')[0];
}
