using Mono.Cecil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>Parts of C# that need something of the runtime which nanoFramework has not.</summary>
public sealed class SyntaxRule : Rule
{
    private static readonly Dictionary<string, string> StateMachines = new(StringComparer.Ordinal)
    {
        ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"] = "async methods do not exist on nanoFramework",
        ["System.Runtime.CompilerServices.AsyncStateMachineAttribute"] = "async methods do not exist on nanoFramework",
        ["System.Runtime.CompilerServices.IteratorStateMachineAttribute"] = "yield does not exist on nanoFramework",
    };

    /// <summary>What the compiler makes of the body of an async method or an iterator, which is judged by its name alone.</summary>
    public static bool IsStateMachine(TypeDefinition type) =>
        type.IsNested && type.Name.StartsWith('<') && type.Interfaces.Any(implemented =>
            implemented.InterfaceType.FullName is "System.Runtime.CompilerServices.IAsyncStateMachine" or "System.Collections.IEnumerator");

    public override string? OfType(TypeDefinition type)
    {
        if (type.IsExplicitLayout && type.HasFields)
        {
            return "a struct with an explicit layout does not exist on nanoFramework";
        }
        return type.Methods.Any(method => method.Name == "<Clone>$") ? "records do not exist on nanoFramework" : null;
    }

    public override string? OfMethod(MethodDefinition method)
    {
        foreach (CustomAttribute attribute in method.CustomAttributes)
        {
            if (StateMachines.TryGetValue(attribute.AttributeType.FullName, out string? reason))
            {
                return reason;
            }
        }
        if (method.IsPInvokeImpl)
        {
            return "DllImport does not exist on nanoFramework";
        }
        return method.DeclaringType.IsInterface && method.HasBody ? "methods with a body in an interface do not exist on nanoFramework" : null;
    }
}
