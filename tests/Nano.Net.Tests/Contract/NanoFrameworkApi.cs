using System.Text;
using Mono.Cecil;

namespace Nano.Net.Tests.Contract;

/// <summary>
/// Members that nanoFramework's libraries have, each with the library that has it. A member is a line: T, M or F for a
/// type, method or field, and its full name as Mono.Cecil spells it. Names say nothing of the assembly, so that
/// System.Runtime of .NET and mscorlib of nanoFramework meet in them.
/// </summary>
public sealed class NanoFrameworkApi
{
    /// <summary>The environment variable that names a folder with the libraries, or with lists of their members.</summary>
    public const string Variable = "NANOFRAMEWORK_API";

    public const string Command = Variable + "=<folder> dotnet test tests/Nano.Net.Tests --filter FullyQualifiedName~Contract";

    private readonly SortedDictionary<string, string> libraryOf = new(StringComparer.Ordinal);

    private NanoFrameworkApi(string missing) => Missing = missing;

    /// <summary>What to say of a member that is not here.</summary>
    public string Missing { get; }

    /// <summary>The list that the project keeps of the members that it uses.</summary>
    public static string ListPath { get; } = Path.Combine(DeviceAssembly.Root, "tests/Nano.Net.Tests/nanoframework-api.txt");

    /// <summary>The folder that <see cref="Variable"/> names, or null.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>All that nanoFramework has, where the folder is there; else what the project's own list says of it.</summary>
    public static NanoFrameworkApi Load() => Folder is { } folder ? FromFolder(folder) : FromList();

    /// <summary>Reads the project's own list.</summary>
    public static NanoFrameworkApi FromList()
    {
        NanoFrameworkApi api = new("nanoFramework does not have it, or nanoframework-api.txt does not list it yet");
        string library = "";
        foreach (string line in File.ReadLines(ListPath))
        {
            if (line.StartsWith('['))
            {
                library = line.Trim('[', ']');
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                api.libraryOf.Add(line, library);
            }
        }
        return api;
    }

    /// <summary>Reads a folder: a list an assembly (mscorlib.txt, ...), or the assemblies themselves (mscorlib.dll, ...).</summary>
    public static NanoFrameworkApi FromFolder(string folder)
    {
        NanoFrameworkApi api = new("nanoFramework does not have it");
        string[] lists = Directory.GetFiles(folder, "*.txt");
        foreach (string file in lists.Length > 0 ? lists : Directory.GetFiles(folder, "*.dll"))
        {
            foreach (string member in file.EndsWith(".dll", StringComparison.Ordinal) ? MembersOf(file) : File.ReadLines(file))
            {
                api.libraryOf.TryAdd(member, Path.GetFileNameWithoutExtension(file));
            }
        }
        return api.libraryOf.Count > 0 ? api : throw new FileNotFoundException($"{Variable}: {folder} holds neither lists nor libraries");
    }

    public bool Has(string member) => libraryOf.ContainsKey(member);

    /// <summary>The library that has the member, or null.</summary>
    public string? LibraryOf(string member) => libraryOf.GetValueOrDefault(member);

    /// <summary>The text of a list of those members that nanoFramework has.</summary>
    public string ToList(IEnumerable<string> members)
    {
        StringBuilder text = new();
        text.Append("# What the device assemblies use of nanoFramework. Not to be edited, but rewritten by: ").Append(Command).Append('\n');
        text.Append("# The folder holds nanoFramework's libraries (mscorlib.dll, ...), or a list of the members of each (mscorlib.txt, ...).\n");
        foreach (IGrouping<string, string> library in members.Distinct().Where(Has).GroupBy(member => libraryOf[member]).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append("\n[").Append(library.Key).Append("]\n");
            foreach (string member in library.Order(StringComparer.Ordinal))
            {
                text.Append(member).Append('\n');
            }
        }
        return text.ToString();
    }

    /// <summary>The members in such a text.</summary>
    public static IEnumerable<string> MembersIn(string list) =>
        list.Split('\n').Where(line => line.Length > 0 && line[0] is not ('#' or '['));

    private static IEnumerable<string> MembersOf(string assembly)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly);
        List<string> members = new();
        foreach (TypeDefinition type in module.GetTypes().Where(IsVisible))
        {
            members.Add("T " + type.FullName);
            members.AddRange(type.Methods.Where(method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly).Select(method => "M " + method.FullName));
            members.AddRange(type.Fields.Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(field => "F " + field.FullName));
        }
        return members;
    }

    private static bool IsVisible(TypeDefinition type) =>
        type.IsNested ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsVisible(type.DeclaringType) : type.IsPublic;
}
