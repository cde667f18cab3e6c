using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>
/// An enum that becomes text is its name on .NET and its number on nanoFramework. Once boxed it may become text
/// anywhere, so that boxing one counts.
/// </summary>
public sealed class EnumTextRule : Rule
{
    public override string? OfInstruction(Instruction instruction)
    {
        TypeReference? type = instruction.OpCode.Code switch
        {
            Code.Constrained when instruction.Next?.Operand is MethodReference { Name: "ToString" } => (TypeReference)instruction.Operand,
            Code.Box when !IsUnmatchedSwitch(instruction.Next) => (TypeReference)instruction.Operand,
            Code.Call when instruction.Operand is GenericInstanceMethod { Name: "AppendFormatted" } hole => hole.GenericArguments[0],
            Code.Call or Code.Callvirt when instruction.Operand is MethodReference { Name: "ToString", DeclaringType.FullName: "System.Enum" } method => method.DeclaringType,
            _ => null,
        };
        return type is not null && IsEnum(type) ? "nanoFramework writes an enum as a number, not by name" : null;
    }

    /// <summary>A switch expression hands a value that no arm takes to its exception, which the device has not.</summary>
    private static bool IsUnmatchedSwitch(Instruction? next) =>
        next?.Operand is MethodReference { DeclaringType.Name: "<PrivateImplementationDetails>", Name: "ThrowSwitchExpressionException" };

    private static bool IsEnum(TypeReference type) => type.FullName == "System.Enum" || Metadata.Resolve(type) is { IsEnum: true };
}
