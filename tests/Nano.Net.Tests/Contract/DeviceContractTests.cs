namespace Nano.Net.Tests.Contract;

/// <summary>The assemblies that go on a device use nothing that the device lacks, and keep to their layers.</summary>
public class DeviceContractTests
{
    public static TheoryData<string, string> Builds()
    {
        TheoryData<string, string> builds = new();
        foreach (DeviceAssembly assembly in DeviceAssembly.All)
        {
            if (assembly.HostBuild is not null)
            {
                builds.Add(assembly.Name, "net10.0");
            }
            if (assembly.DeviceBuild is not null)
            {
                builds.Add(assembly.Name, "netnano1.0");
            }
        }
        return builds;
    }

    [Theory]
    [MemberData(nameof(Builds))]
    public void DeviceAssembly_KeepsTheContract(string name, string framework)
    {
        DeviceAssembly assembly = DeviceAssembly.All.Single(candidate => candidate.Name == name);
        NanoFrameworkApi api = NanoFrameworkApi.Load();

        IReadOnlyCollection<string> violations = new ContractChecker(api, assembly.Libraries)
            .Check((framework == "net10.0" ? assembly.HostBuild : assembly.DeviceBuild)!);

        Assert.True(violations.Count == 0, $"""
            {string.Join('\n', violations)}
            A member that nanoFramework has is taken into the list by: {NanoFrameworkApi.Command}
            """);
    }

    [Fact]
    public void EveryProjectForTheDevice_IsChecked()
    {
        IEnumerable<string> folders = new[] { "src", "hardware" }
            .Select(folder => Path.Combine(DeviceAssembly.Root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Select(project => Path.GetRelativePath(DeviceAssembly.Root, Path.GetDirectoryName(project)!).Replace('\\', '/'));

        Assert.Empty(folders.Except(DeviceAssembly.All.Select(assembly => assembly.Folder)));
    }

    /// <summary>
    /// Writes the list anew if it is not what it should be, and fails once to say so. A member that only the device build
    /// uses stays in the list where there is no such build to tell.
    /// </summary>
    [SkippableFact]
    public void ListOfMembers_IsThatOfNanoFramework()
    {
        Skip.If(NanoFrameworkApi.Folder is null, $"{NanoFrameworkApi.Variable} is not set: {NanoFrameworkApi.Command}");
        NanoFrameworkApi api = NanoFrameworkApi.FromFolder(NanoFrameworkApi.Folder!);
        string list = File.Exists(NanoFrameworkApi.ListPath) ? File.ReadAllText(NanoFrameworkApi.ListPath) : "";
        List<string> used = new();
        foreach (DeviceAssembly assembly in DeviceAssembly.All)
        {
            ContractChecker checker = new(api, assembly.Libraries);
            foreach (string build in new[] { assembly.HostBuild, assembly.DeviceBuild }.OfType<string>())
            {
                checker.Check(build);
            }
            used.AddRange(checker.Used);
        }
        ContractChecker samples = new(api, "mscorlib");
        SampleCompiler.Check(samples, Samples.Good);
        used.AddRange(samples.Used);
        if (DeviceAssembly.All.Any(assembly => assembly.DeviceBuild is null))
        {
            used.AddRange(NanoFrameworkApi.MembersIn(list));
        }

        string expected = api.ToList(used);
        if (list != expected)
        {
            File.WriteAllText(NanoFrameworkApi.ListPath, expected);
        }

        Assert.True(list == expected, $"""
            {NanoFrameworkApi.ListPath} is written anew.
            {string.Join('\n', NanoFrameworkApi.MembersIn(expected).Except(NanoFrameworkApi.MembersIn(list)).Select(member => "+ " + member))}
            {string.Join('\n', NanoFrameworkApi.MembersIn(list).Except(NanoFrameworkApi.MembersIn(expected)).Select(member => $"- {member} ({(api.Has(member) ? "not used" : "not in nanoFramework's API")})"))}
            """);
    }
}
