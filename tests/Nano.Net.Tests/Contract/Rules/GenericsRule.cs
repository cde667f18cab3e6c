using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>Nothing generic is defined, and nothing generic is used.</summary>
public sealed class GenericsRule : Rule
{
    private const string Reason = "generics do not exist on nanoFramework";

    public override string? OfType(TypeDefinition type) => type.HasGenericParameters ? Reason : null;

    public override string? OfMethod(MethodDefinition method) => method.HasGenericParameters ? Reason : null;

    public override string? OfUse(MemberReference used, TypeDefinition user) =>
        used is GenericInstanceType or GenericParameter or GenericInstanceMethod or IGenericParameterProvider { HasGenericParameters: true } ? Reason : null;
}
