using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>No pointers to data or functions, and nothing pinned for them.</summary>
public sealed class PointerRule : Rule
{
    public override string? OfUse(MemberReference used, TypeDefinition user) =>
        used is PointerType or FunctionPointerType or PinnedType ? "pointers do not exist on nanoFramework" : null;
}
