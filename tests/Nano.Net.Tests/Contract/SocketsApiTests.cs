using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Nano.Net.Sockets;
using Xunit.Abstractions;

namespace Nano.Net.Tests.Contract;

/// <summary>
/// The public API of the sockets has what nanoFramework's System.Net and .NET's own have, so that a program moves over by its
/// using lines. What it has not stands in the docs, with the reason, and nowhere else: a row there that nothing needs any more
/// is an error as well.
/// </summary>
public class SocketsApiTests(ITestOutputHelper output)
{
    private const string Page = "docs/bring-your-program.md";
    private const string Section = "## What is not there";
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>The list of nanoFramework's members that the project keeps: those of the types that the stack can have.</summary>
    private static readonly string ListPath = Path.Combine(DeviceAssembly.Root, "tests/Nano.Net.Tests/Contract/nanoframework-sockets.txt");

    private static readonly Assembly[] Ours = [typeof(IPAddress).Assembly, typeof(Socket).Assembly];

    // .NET's types in the assemblies that hold more than sockets.
    private static readonly Type[] Others =
    [
        typeof(System.Net.Dns),
        typeof(System.Net.IPHostEntry),
        typeof(System.Net.EndPoint),
        typeof(System.Net.DnsEndPoint),
        typeof(System.Net.IPAddress),
        typeof(System.Net.IPEndPoint),
        typeof(System.Net.SocketAddress),
        typeof(System.Net.Sockets.SocketException),
        typeof(System.Net.Sockets.SocketError),
        typeof(System.Net.Sockets.AddressFamily),
    ];

    [Fact]
    public void WhatDotNetHas_IsThere_OrInTheDocsWithAReason() =>
        Check(typeof(System.Net.Sockets.Socket).Assembly.GetExportedTypes().Concat(Others).SelectMany(OfDotNet));

    [Fact]
    public void WhatNanoFrameworkHas_IsThere_OrInTheDocsWithAReason() => Check(File.ReadLines(ListPath).Select(OfNanoFramework));

    [Fact]
    public void EveryRowOfTheDocs_IsNeeded()
    {
        Member[] missing = [.. typeof(System.Net.Sockets.Socket).Assembly.GetExportedTypes().Concat(Others).SelectMany(OfDotNet)
            .Concat(File.ReadLines(ListPath).Select(OfNanoFramework)).Where(IsMissing)];
        Assert.Equal("", string.Join('\n', Rows().SelectMany(row => row.Patterns).Where(pattern => !missing.Any(member => Matches(pattern, member)))));
    }

    [SkippableFact]
    public void List_IsThatOfNanoFramework()
    {
        Skip.If(NanoFrameworkApi.Folder is null, $"{NanoFrameworkApi.Variable} is not set: {NanoFrameworkApi.Command}");
        string[] theirs = [.. new[] { "System.Net.txt", "System.Net.Sockets.TcpClient.txt" }
            .SelectMany(name => File.ReadLines(Path.Combine(NanoFrameworkApi.Folder!, name)))
            .Where(line => Regex.IsMatch(line, @"^. (\S+ )?System\.Net\.(Sockets\.)?\w+(::|$)") && !line.EndsWith("::value__", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        if (!theirs.SequenceEqual(File.ReadLines(ListPath)))
        {
            File.WriteAllText(ListPath, string.Join('\n', theirs) + "\n");
            Assert.Fail(ListPath + " is written anew.");
        }
    }

    [Fact]
    public void Enumerations_HaveTheNumbersOfDotNets()
    {
        var wrong = new StringBuilder();
        foreach (Type type in Ours.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type.IsEnum))
        {
            Type? original = Others.Concat(typeof(System.Net.Sockets.Socket).Assembly.GetExportedTypes())
                .FirstOrDefault(candidate => candidate.FullName == "System" + type.FullName!["Nano".Length..]);
            foreach (string name in original is null ? [] : Enum.GetNames(type))
            {
                // One name is nanoFramework's alone.
                if (name != "MaxIOVectorLength" && Number(original!, name) != Number(type, name))
                {
                    wrong.AppendLine($"{type.Name}.{name}: {Number(type, name)}, and {Number(original!, name)} in .NET");
                }
            }
        }

        Assert.Equal("", wrong.ToString());
        Assert.Equal(16, (int)Enum.Parse<SocketFlags>("MaxIOVectorLength"));

        static int? Number(Type type, string name) => Enum.IsDefined(type, name) ? Convert.ToInt32(Enum.Parse(type, name)) : null;
    }

    private void Check(IEnumerable<Member> wanted)
    {
        (string[] Patterns, string Reason)[] rows = [.. Rows()];
        var unexplained = new List<string>();
        foreach (Member member in wanted.Where(IsMissing).DistinctBy(member => member.ToString()).OrderBy(member => member.ToString(), StringComparer.Ordinal))
        {
            string? reason = rows.FirstOrDefault(row => row.Patterns.Any(pattern => Matches(pattern, member))).Reason;
            output.WriteLine($"{member}: {reason ?? "MISSING"}");
            if (reason is null)
            {
                unexplained.Add(member.ToString());
            }
        }

        Assert.True(unexplained.Count == 0, $"Neither there, nor in the section \"{Section}\" of {Page}:\n{string.Join('\n', unexplained)}");
    }

    /// <summary>The rows of the docs' table: patterns, and why there is no such thing.</summary>
    private static IEnumerable<(string[] Patterns, string Reason)> Rows() =>
        File.ReadLines(Path.Combine(DeviceAssembly.Root, Page))
            .SkipWhile(line => line != Section)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (Regex.Matches(cells[1], "`([^`]+)`").Select(match => match.Groups[1].Value).ToArray(), cells[2]));

    private static bool Matches(string pattern, Member member)
    {
        string name = $"{member.Type}.{member.DisplayName}";
        return Regex.IsMatch(pattern.Contains('(') ? $"{name}({member.Parameters})" : name, "^" + Regex.Escape(pattern).Replace(@"\*", ".*") + "$")
            || pattern == member.Type;
    }

    // A property does for a field: a program reads both alike.
    private static bool IsMissing(Member member)
    {
        Type? type = Ours.SelectMany(assembly => assembly.GetExportedTypes()).FirstOrDefault(type => type.Name == member.Type);
        return type is null || (member.Name.Length > 0 && !MembersOf(type).Any(ours => (ours.Name == member.Name || ours.Name == "get_" + member.Name) && ours.Parameters == member.Parameters
            && (ours.Returns == member.Returns || IsMoreThan(ours.ReturnType, member.Returns))));
    }

    // Who gets more than he asked for can go on with it.
    private static bool IsMoreThan(Type? type, string wanted)
    {
        while (type is not null && Short(type) != wanted)
        {
            type = type.BaseType;
        }

        return type is not null;
    }

    private static IEnumerable<Member> OfDotNet(Type type)
    {
        yield return new Member(type.Name, "", "", "", null);
        foreach (Member member in MembersOf(type).Where(member => member.IsDeclared && !type.IsEnum || member.ReturnType == type && type.IsEnum))
        {
            yield return member;
        }
    }

    private static IEnumerable<Member> MembersOf(Type type)
    {
        foreach (MethodBase method in type.GetMethods(Everything).Cast<MethodBase>().Concat(type.GetConstructors(Everything)))
        {
            if ((method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && method.Name is not (".cctor" or "Finalize") && !method.Name.Contains('<'))
            {
                string parameters = string.Join(",", method.GetParameters().Select(parameter => Short(parameter.ParameterType)));
                Type? returns = (method as MethodInfo)?.ReturnType;
                yield return new Member(type.Name, method.Name, parameters, returns is null ? "Void" : Short(returns), returns) { IsDeclared = method.DeclaringType == type };
            }
        }

        foreach (FieldInfo field in type.GetFields(Everything).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName))
        {
            yield return new Member(type.Name, field.Name, "", Short(field.FieldType), field.FieldType) { IsDeclared = field.DeclaringType == type };
        }
    }

    private static string Short(Type type) =>
        type.IsByRef ? Short(type.GetElementType()!) + "&"
        : type.IsArray ? Short(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(",", type.GetGenericArguments().Select(Short))}>"
        : type.Name;

    // M System.Int32 System.Net.Sockets.Socket::Send(System.Byte[])
    private static Member OfNanoFramework(string line)
    {
        if (line[0] == 'T')
        {
            return new Member(Last(line[2..]), "", "", "", null);
        }

        Match match = Regex.Match(line, @"^. (?<returns>\S+) (?<type>\S+)::(?<name>[^(]+)(\((?<parameters>.*)\))?$");
        Assert.True(match.Success, line);
        string parameters = string.Join(",", match.Groups["parameters"].Value.Split(',').Select(Last));
        return new Member(Last(match.Groups["type"].Value), match.Groups["name"].Value, parameters, Last(match.Groups["returns"].Value), null);

        static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
    }

    private sealed record Member(string Type, string Name, string Parameters, string Returns, Type? ReturnType)
    {
        public bool IsDeclared { get; init; }

        /// <summary>A property by its own name, a constructor by that of its type.</summary>
        public string DisplayName => Name == ".ctor" ? Type : Regex.Replace(Name, "^(get|set|add|remove)_", "");

        public override string ToString() => Name.Length == 0 ? Type : $"{Type}.{DisplayName}({Parameters})" + (Name.StartsWith("set_", StringComparison.Ordinal) ? " set" : "");
    }
}
