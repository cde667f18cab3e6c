using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Nano.Net.Tests.Contract;

/// <summary>One thing that the contract asks of code for the device. Each method answers with the objection, or null.</summary>
public abstract class Rule
{
    /// <summary>What is wrong with a type of the assembly itself.</summary>
    public virtual string? OfType(TypeDefinition type) => null;

    /// <summary>What is wrong with a method of the assembly itself, its instructions left aside.</summary>
    public virtual string? OfMethod(MethodDefinition method) => null;

    /// <summary>What is wrong with an instruction, what it refers to left aside.</summary>
    public virtual string? OfInstruction(Instruction instruction) => null;

    /// <summary>What is wrong with the use of a type, method or field by a type of the assembly.</summary>
    public virtual string? OfUse(MemberReference used, TypeDefinition user) => null;
}
