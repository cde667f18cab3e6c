using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>Arrays have one dimension.</summary>
public sealed class ArrayRule : Rule
{
    public override string? OfUse(MemberReference used, TypeDefinition user) =>
        used is ArrayType { IsVector: false } ? "multi-dimensional arrays crash nanoFramework's interpreter" : null;
}
