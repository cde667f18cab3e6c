namespace Nano.Net.Tests.Contract;

/// <summary>The check is checked: what a device lacks is found and named, and what it has is let by.</summary>
public class ContractRulesTests
{
    private const string Usings = """
        using System;
        using System.Collections;
        using System.Collections.Generic;
        using System.Linq;
        using System.Runtime.InteropServices;
        using System.Threading;
        using System.Threading.Tasks;
        """;

    private static readonly string Missing = NanoFrameworkApi.Load().Missing;

    /// <summary>A member of a class, and all that is to be said of it.</summary>
    public static readonly TheoryData<string, string[]> BadMembers = new()
    {
        // generics
        { "void M() { new List<int>(); }", new[] { "Bad::M uses System.Collections.Generic.List`1<System.Int32>: generics do not exist on nanoFramework" } },
        { "List<int>[] field;", new[] { "Bad::field uses System.Collections.Generic.List`1<System.Int32>: generics do not exist on nanoFramework" } },
        { "void M<T>() { }", new[] { "Bad::M: generics do not exist on nanoFramework" } },
        { "class Inner<T> { }", new[] { "Bad/Inner`1: generics do not exist on nanoFramework" } },
        { "delegate object F(); F M() => () => new Queue<int>();", new[] { "Bad::M uses System.Collections.Generic.Queue`1<System.Int32>: generics do not exist on nanoFramework" } },
        { "int M(ref string s) => Interlocked.CompareExchange(ref s, null, null).Length;", new[] { "Bad::M uses !!0 System.Threading.Interlocked::CompareExchange<System.String>(!!0&,!!0,!!0): generics do not exist on nanoFramework" } },
        { "(int, int) M() => default;", new[] { "Bad::M uses System.ValueTuple`2<System.Int32,System.Int32>: tuples do not exist on nanoFramework" } },
        { "int? M() => null;", new[] { "Bad::M uses System.Nullable`1<System.Int32>: nullable value types do not exist on nanoFramework" } },
        { "int M(int[] a) => a.Sum();", new[] { "Bad::M uses System.Linq.Enumerable: LINQ does not exist on nanoFramework" } },

        // memory
        { "int M(int[,] a) => a[1, 2];", new[] { "Bad::M uses System.Int32[0...,0...]: multi-dimensional arrays crash nanoFramework's interpreter" } },
        { "int M(Span<byte> a) => 1;", new[] { "Bad::M uses System.Span`1<System.Byte>: spans of .NET do not exist on nanoFramework" } },
        { "unsafe int M(int* a) => 1;", new[] { "Bad::M uses System.Int32*: pointers do not exist on nanoFramework" } },
        { "unsafe void M(byte[] a) { fixed (byte* p = a) { } }", new[] { "Bad::M uses System.Byte*: pointers do not exist on nanoFramework", "Bad::M uses System.Byte[]: pointers do not exist on nanoFramework" } },
        { "unsafe void M() { byte* p = stackalloc byte[8]; }", new[] { "Bad::M uses System.Byte*: pointers do not exist on nanoFramework", "Bad::M uses localloc: stackalloc does not exist on nanoFramework" } },
        { "unsafe int M() => sizeof(DateTime);", new[] { "Bad::M uses sizeof System.DateTime: nanoFramework's interpreter gives the bytes of heap, not of the value" } },
        { "[StructLayout(LayoutKind.Explicit)] struct S { [FieldOffset(0)] int a; }", new[] { "Bad/S: a struct with an explicit layout does not exist on nanoFramework" } },
        { "unsafe void M(delegate*<void> f) { f(); }", new[] { "Bad::M uses calli: nanoFramework's interpreter does not have this instruction", "Bad::M uses method System.Void *(): pointers do not exist on nanoFramework" } },
        { "volatile int field;", new[] { "Bad::field uses System.Runtime.CompilerServices.IsVolatile: volatile does not exist on nanoFramework" } },

        // arithmetic
        { "bool M(decimal a) => true;", new[] { "Bad::M uses System.Decimal: decimal does not exist on nanoFramework" } },
        { "int M(int a) => checked(a + 1);", new[] { "Bad::M uses add.ovf: nanoFramework's interpreter does not check for overflow, so that checked arithmetic is none" } },

        // state machines and other syntax
        { "IEnumerable M() { yield return null; }", new[] { "Bad::M: yield does not exist on nanoFramework" } },
        { "async void M() { await Task.Delay(1); }", new[] { "Bad::M: async methods do not exist on nanoFramework" } },
        { "Task M() => null;", new[] { "Bad::M uses System.Threading.Tasks.Task: tasks do not exist on nanoFramework" } },
        { "int P { get; init; }", new[] { "Bad::set_P uses System.Runtime.CompilerServices.IsExternalInit: init does not exist on nanoFramework" } },
        { "record R(int A);", new[] { "Bad/R: records do not exist on nanoFramework" } },
        { "interface I { void M() { } }", new[] { "Bad/I::M: methods with a body in an interface do not exist on nanoFramework" } },
        { "[DllImport(\"c\")] static extern int getpid();", new[] { "Bad::getpid: DllImport does not exist on nanoFramework" } },

        // text
        { "enum E { A } string M(E e) => e.ToString();", new[] { "Bad::M uses constrained. Bad/E: nanoFramework writes an enum as a number, not by name" } },
        { "enum E { A } string M(E e) => \"\" + e;", new[] { "Bad::M uses constrained. Bad/E: nanoFramework writes an enum as a number, not by name" } },
        { "enum E { A } string M(E e) => $\"{e}\";", new[] { "Bad::M uses call System.Void System.Runtime.CompilerServices.DefaultInterpolatedStringHandler::AppendFormatted<Bad/E>(!!0): nanoFramework writes an enum as a number, not by name" } },
        { "enum E { A } object M(E e) => e;", new[] { "Bad::M uses box Bad/E: nanoFramework writes an enum as a number, not by name" } },
        { "string M(string[] s) => string.Join(\",\", s);", new[] { $"Bad::M uses System.String System.String::Join(System.String,System.String[]): {Missing}" } },

        // members
        { "long M() => DateTime.Now.Ticks;", new[] { $"Bad::M uses System.DateTime System.DateTime::get_Now(): {Missing}" } },
        { "void M() { Monitor.Wait(this); }", new[] { $"Bad::M uses System.Boolean System.Threading.Monitor::Wait(System.Object): {Missing}" } },
        { "[ThreadStatic] static int field;", new[] { $"Bad::field uses System.ThreadStaticAttribute: {Missing}" } },
        { "System.IO.Stream M() => null;", new[] { "Bad::M uses System.IO.Stream: the assembly does not use nanoFramework's library System.IO.Streams" } },
        { "object M() => System.Net.IPAddress.Any;", new[] { "Bad::M uses System.Net.IPAddress: an assembly that references System.Net does not load on firmware without networking" } },
        { "class E : Exception { public override string Source => null; }", new[] { $"Bad/E::get_Source: overrides System.String System.Exception::get_Source(), but {Missing}" } },
    };

    [Theory]
    [MemberData(nameof(BadMembers))]
    public void WhatTheDeviceLacks_IsNamed(string member, string[] violations) =>
        Assert.Equal(violations, Check($"{Usings} public class Bad {{ {member} }}"));

    [Fact]
    public void Dynamic_IsNamed() => Assert.Contains(
        "Bad::M uses Microsoft.CSharp.RuntimeBinder.Binder: dynamic does not exist on nanoFramework",
        Check("public class Bad { void M(object o) { dynamic d = o; d.Run(); } }"));

    [Fact]
    public void WhatTheDeviceHas_Passes() => Assert.Empty(Check(Samples.Good));

    [Fact]
    public void FileForTheHostAlone_MayUseAllOfDotNet()
    {
        const string Source = "public class Named { void M(System.Threading.Thread thread) { thread.Name = null; } }";

        Assert.Empty(Check(Source, "Named.Host.cs"));
        Assert.Equal(new[] { $"Named::M uses System.Void System.Threading.Thread::set_Name(System.String): {Missing}" }, Check(Source, "Named.cs"));
    }

    [Fact]
    public void FileForTheHostAlone_VouchesForItsOwnMethodsOnly()
    {
        const string Source = """
            public partial class Named
            {
                partial void M(System.Threading.Thread thread);
            #line 1 "Named.Host.cs"
                partial void M(System.Threading.Thread thread) { thread.Name = null; }
            #line 1 "Named.cs"
                void N(System.Threading.Thread thread) { M(thread); thread.IsBackground = true; }
            }
            """;

        Assert.Equal(
            new[] { $"Named::N uses System.Void System.Threading.Thread::set_IsBackground(System.Boolean): {Missing}" },
            Check(Source));
    }

    [Theory]
    [InlineData("namespace Nano.Net.Wire { class A { Nano.Net.Tcp.B field; } } namespace Nano.Net.Tcp { class B { } }", "Nano.Net.Wire.A::field uses Nano.Net.Tcp.B: Wire may not know Tcp")]
    [InlineData("namespace Nano.Net.Udp { class A { void M() { new Nano.Net.Tcp.B(); } } } namespace Nano.Net.Tcp { class B { } }", "Nano.Net.Udp.A::M uses Nano.Net.Tcp.B: Udp may not know Tcp")]
    [InlineData("namespace Nano.Net.Core { class A { IPAddress[] M() => null; } } namespace Nano.Net { class IPAddress { } }", "Nano.Net.Core.A::M uses Nano.Net.IPAddress[]: Core may not know IPAddress")]
    [InlineData("namespace Nano.Net.Tcp { class A : NetworkStack { } } namespace Nano.Net { class NetworkStack { } }", "Nano.Net.Tcp.A uses Nano.Net.NetworkStack: Tcp may not know NetworkStack")]
    [InlineData("namespace Nano.Net { class NetworkStack { object M() => Sockets.B.Field; } } namespace Nano.Net.Sockets { class B { public static object Field; } }", "Nano.Net.NetworkStack::M uses Nano.Net.Sockets.B: NetworkStack may not know Sockets")]
    [InlineData("namespace Nano.Net.Elsewhere { class A { } }", "Nano.Net.Elsewhere.A: Elsewhere has no place in the table of layers (LayerRule)")]
    public void LayerThatKnowsWhatItMayNot_IsNamed(string source, string violation) => Assert.Contains(violation, Check(source));

    [Fact]
    public void LayerThatKnowsWhatItMay_Passes() => Assert.Empty(Check("""
        namespace Nano.Net.Wire { class Format { } }
        namespace Nano.Net.Tcp { class Connection { Wire.Format format; ConnectionInfo M() => null; } }
        namespace Nano.Net { class ConnectionInfo { Tcp.Connection connection; } class NetworkStack { ConnectionInfo info; } }
        namespace Nano.Net.Sockets { class Client { NetworkStack stack; Tcp.Connection connection; } }
        """));

    private static IReadOnlyCollection<string> Check(string source, string file = "Sample.cs") =>
        SampleCompiler.Check(new ContractChecker(NanoFrameworkApi.Load(), "mscorlib"), source, file);
}
