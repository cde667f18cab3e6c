using Mono.Cecil;

namespace Nano.Net.Tests.Contract;

/// <summary>
/// Members of .NET that no source names: the C# compiler brings them in where the core library has them, and does with
/// others where it has not. This says which of nanoFramework's stand in their place.
/// </summary>
public static class CompilerHelpers
{
    private const string Characters = "System.ReadOnlySpan`1<System.Char>";
    private const string InterpolatedString = "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler";

    private static readonly string[] Nothing = { };

    private static readonly Dictionary<string, string[]> OnDeviceOf = new(StringComparer.Ordinal)
    {
        // lock
        ["System.Void System.Threading.Monitor::Enter(System.Object,System.Boolean&)"] = new[] { "M System.Void System.Threading.Monitor::Enter(System.Object)" },

        // Set and Reset of an event, whose base class .NET has and nanoFramework has not
        ["System.Boolean System.Threading.EventWaitHandle::Set()"] = OfEvents("Set"),
        ["System.Boolean System.Threading.EventWaitHandle::Reset()"] = OfEvents("Reset"),

        // a switch expression that has no arm for the value
        ["System.Void System.Runtime.CompilerServices.SwitchExpressionException::.ctor()"] = new[] { "M System.Void System.InvalidOperationException::.ctor()" },
        ["System.Void System.Runtime.CompilerServices.SwitchExpressionException::.ctor(System.Object)"] = new[] { "M System.Void System.InvalidOperationException::.ctor()" },

        // string + char: the string becomes a span, the char a span of itself, and the spans are joined
        [$"{Characters} System.String::op_Implicit(System.String)"] = Nothing,
        [$"System.Void {Characters}::.ctor(!0&)"] = new[] { "M System.String System.Char::ToString()" },
        [$"System.String System.String::Concat({Characters},{Characters})"] = new[] { Concat(2) },
        [$"System.String System.String::Concat({Characters},{Characters},{Characters})"] = new[] { Concat(3) },
        [$"System.String System.String::Concat({Characters},{Characters},{Characters},{Characters})"] = new[] { Concat(4) },

        // a finalizer calls that of its base class
        ["System.Void System.Object::Finalize()"] = Nothing,

        // the local variable of an interpolated string
        [InterpolatedString] = Nothing,
    };

    /// <summary>
    /// Attributes that the compiler writes of its own accord: leaves out where the library lacks them, or brings along
    /// (IsReadOnly, IsUnmanaged, Nullable). Those of state machines stand here as async and yield have a rule of their own.
    /// </summary>
    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "System.Diagnostics.DebuggerBrowsableAttribute",
        "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.DebuggerStepThroughAttribute",
        "System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute",
        "System.Runtime.CompilerServices.AsyncStateMachineAttribute",
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute",
        "System.Runtime.CompilerServices.IsReadOnlyAttribute",
        "System.Runtime.CompilerServices.IteratorStateMachineAttribute",
        "System.Runtime.CompilerServices.NullableAttribute",
        "System.Runtime.CompilerServices.NullableContextAttribute",
    };

    /// <summary>What the device build uses in place of a member, or null where it is no helper and stands for itself.</summary>
    public static string[]? OnDevice(MemberReference used, MethodDefinition? user)
    {
        // $"...": the handler collects the parts; without it they go to Format.
        if (used is MethodReference && used.DeclaringType.FullName == InterpolatedString)
        {
            return new[] { "M System.String System.String::Format(System.String,System.Object[])" };
        }
        // add and remove of an event that is written without them: a loop on .NET, a synchronized method on the device.
        if (user is { } method && (method.IsAddOn || method.IsRemoveOn) && method.HasCustomAttributes
            && used is GenericInstanceMethod { Name: "CompareExchange", DeclaringType.FullName: "System.Threading.Interlocked" })
        {
            return Nothing;
        }
        return OnDeviceOf.GetValueOrDefault(used.FullName);
    }

    public static bool IsOwnAttribute(TypeReference attribute) => Attributes.Contains(attribute.FullName);

    private static string[] OfEvents(string method) => new[]
    {
        $"M System.Boolean System.Threading.AutoResetEvent::{method}()",
        $"M System.Boolean System.Threading.ManualResetEvent::{method}()",
    };

    private static string Concat(int count) =>
        $"M System.String System.String::Concat({string.Join(',', Enumerable.Repeat("System.String", count))})";
}
