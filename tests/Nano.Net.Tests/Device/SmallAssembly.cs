using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Nano.Net.Tests.Device
{
    /// <summary>Assemblies of a few lines, for tests of the device build.</summary>
    internal static class SmallAssembly
    {
        /// <summary>A core library that is no more than the compiler asks for, so that as little of .NET is referred to as of nanoFramework.</summary>
        internal const string Core =
            """
            namespace System
            {
                public class Object { }
                public class String { }
                public class Attribute { }
                public class ValueType { }
                public class Enum { }
                public class Exception { }
                public struct Void { }
                public struct Int32 { }
                public struct Int64 { }
                public struct Boolean { }
                public enum AttributeTargets { }
                public class AttributeUsageAttribute : Attribute
                {
                    public AttributeUsageAttribute(AttributeTargets validOn) { }
                    public bool AllowMultiple { get { return true; } set { } }
                    public bool Inherited { get { return true; } set { } }
                }
            }
            namespace System.Reflection
            {
                public class AssemblyVersionAttribute : Attribute { public AssemblyVersionAttribute(string version) { } }
            }
            namespace System.Runtime.CompilerServices
            {
                public enum MethodImplOptions { InternalCall = 4096 }
                public class MethodImplAttribute : Attribute { public MethodImplAttribute(MethodImplOptions options) { } }
            }
            """;

        /// <summary>Compiles one.</summary>
        /// <returns>Its file.</returns>
        internal static string Compile(string folder, string name, string source, params string[] references)
        {
            string path = Path.Combine(folder, $"{name}.dll");
            CSharpCompilation compilation = CSharpCompilation.Create(
                name,
                [CSharpSyntaxTree.ParseText(source)],
                references.Select(reference => MetadataReference.CreateFromFile(reference)),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
            EmitResult emitted;
            using (FileStream assembly = File.Create(path))
            {
                emitted = compilation.Emit(assembly, options: new EmitOptions(runtimeMetadataVersion: "v4.0.30319"));
            }

            Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
            return path;
        }
    }
}
