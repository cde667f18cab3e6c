using Mono.Cecil;

namespace Nano.Net.Tests.Contract;

/// <summary>Questions to metadata that may have no answer.</summary>
public static class Metadata
{
    /// <summary>The definition of a type, or null where its assembly is not at hand.</summary>
    public static TypeDefinition? Resolve(TypeReference type)
    {
        try
        {
            return type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
