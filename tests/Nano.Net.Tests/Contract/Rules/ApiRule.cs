using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>Whatever comes from outside is in nanoFramework's API, and in a library that the assembly may use.</summary>
public sealed class ApiRule : Rule
{
    private readonly NanoFrameworkApi api;
    private readonly string[] libraries;
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public ApiRule(NanoFrameworkApi api, string[] libraries)
    {
        this.api = api;
        this.libraries = libraries;
    }

    /// <summary>The members of nanoFramework that were asked for.</summary>
    public IEnumerable<string> Used => used;

    public override string? OfMethod(MethodDefinition method) =>
        method.IsVirtual && method.IsReuseSlot && !method.IsAbstract ? OfOverride(method) : null;

    public override string? OfUse(MemberReference used, TypeDefinition user)
    {
        TypeReference type = used as TypeReference ?? used.DeclaringType;
        if (type is TypeSpecification || !IsOutside(type))
        {
            return null;
        }
        return OfMember((used is TypeReference ? "T " : used is FieldReference ? "F " : "M ") + used.FullName);
    }

    /// <summary>What is wrong with the use of a member, given as a line of a list.</summary>
    public string? OfMember(string member)
    {
        string? library = api.LibraryOf(member);
        if (library is null)
        {
            return api.Missing;
        }
        if (!libraries.Contains(library))
        {
            return $"the assembly does not use nanoFramework's library {library}";
        }
        used.Add(member);
        return null;
    }

    /// <summary>
    /// An override needs something to override: a base class of nanoFramework may declare less than its namesake. Only a
    /// host build can be asked, and a device build needs not be: its compiler has seen the base class.
    /// </summary>
    private string? OfOverride(MethodDefinition method)
    {
        List<string> candidates = new();
        for (TypeReference? ancestor = method.DeclaringType.BaseType; ancestor is not null && !ancestor.IsGenericInstance;)
        {
            TypeDefinition? definition = Metadata.Resolve(ancestor);
            MethodDefinition? overridden = definition?.Methods.FirstOrDefault(candidate => candidate.IsVirtual && IsSame(candidate, method));
            if (overridden is not null && definition!.Module != method.Module && !IsOfDevice(definition.Module.Assembly.Name))
            {
                candidates.Add(overridden.FullName);
            }
            ancestor = definition?.BaseType;
        }
        // The compiler gives every finalizer this form, and nanoFramework finds it by its name.
        if (candidates.Count == 0 || candidates.Contains("System.Void System.Object::Finalize()"))
        {
            return null;
        }
        string? found = candidates.FirstOrDefault(candidate => api.Has("M " + candidate));
        return found is null ? $"overrides {candidates[0]}, but {api.Missing}" : OfMember("M " + found);
    }

    private static bool IsSame(MethodDefinition one, MethodDefinition other) =>
        one.Name == other.Name && one.Parameters.Select(parameter => parameter.ParameterType.FullName)
            .SequenceEqual(other.Parameters.Select(parameter => parameter.ParameterType.FullName));

    private static bool IsOutside(TypeReference type) => type.Scope is AssemblyNameReference scope && !IsOfDevice(scope);

    private static bool IsOfDevice(AssemblyNameReference name) => DeviceAssembly.All.Any(assembly => assembly.Name == name.Name);
}
