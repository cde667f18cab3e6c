using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Nano.Net.Tests.Contract;

/// <summary>Compiles a small source as the host build compiles src/, and has it checked.</summary>
public static class SampleCompiler
{
    private static readonly MetadataReference[] References = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Microsoft.CSharp.dll"))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToArray();

    /// <summary>Compiles the source, in a file of that name, and checks the assembly.</summary>
    public static IReadOnlyCollection<string> Check(ContractChecker checker, string source, string file = "Sample.cs")
    {
        CSharpParseOptions language = new(LanguageVersion.Latest);
        CSharpCompilationOptions options = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(SourceText.From(source, System.Text.Encoding.UTF8), language, file);
        CSharpCompilation compilation = CSharpCompilation.Create("Sample", new[] { tree }, References, options);
        using MemoryStream assembly = new();
        using MemoryStream symbols = new();
        EmitResult result = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        assembly.Position = 0;
        symbols.Position = 0;
        return checker.Check(assembly, symbols);
    }
}
