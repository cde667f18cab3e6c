using Mono.Cecil.Cil;

namespace Nano.Net.Tests.Contract.Rules;

/// <summary>Instructions that nanoFramework's interpreter refuses, passes over, or carries out as something else.</summary>
public sealed class OpcodeRule : Rule
{
    private const string Refused = "nanoFramework's interpreter does not have this instruction";
    private const string Unchecked = "nanoFramework's interpreter does not check for overflow, so that checked arithmetic is none";

    public override string? OfInstruction(Instruction instruction)
    {
        Code code = instruction.OpCode.Code;
        switch (code)
        {
            case Code.Localloc:
                return "stackalloc does not exist on nanoFramework";
            case Code.Volatile:
                return "volatile does not exist on nanoFramework";
            case Code.Sizeof:
                return "nanoFramework's interpreter gives the bytes of heap, not of the value";
            case Code.Arglist:
            case Code.Calli:
            case Code.Ckfinite:
            case Code.Cpblk:
            case Code.Initblk:
            case Code.Jmp:
            case Code.Mkrefany:
            case Code.Readonly:
            case Code.Refanytype:
            case Code.Refanyval:
            case Code.No:
                return Refused;
            case Code.Unaligned:
            case Code.Tail:
                return "nanoFramework's interpreter passes over this prefix";
            default:
                return instruction.OpCode.Name.Contains(".ovf", StringComparison.Ordinal) ? Unchecked : null;
        }
    }
}
