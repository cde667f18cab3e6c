namespace Nano.Net.Tests.Contract;

/// <summary>An assembly that is meant for the device, and the libraries of nanoFramework that it may use.</summary>
public sealed record DeviceAssembly(string Name, string Folder, params string[] Libraries)
{
    /// <summary>Every project under src/ and hardware/ stands here.</summary>
    public static readonly DeviceAssembly[] All =
    {
        new("Nano.Net", "src/Nano.Net", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text", "nanoFramework.Runtime.Native"),
        new("Nano.Net.Telemetry", "src/Nano.Net.Telemetry", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text", "nanoFramework.Runtime.Native"),
        new("Nano.Net.Http", "src/Nano.Net.Http", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text"),
        new("Nano.Net.Drivers.Bus", "hardware/drivers/Nano.Net.Drivers.Bus", "mscorlib", "System.Device.Gpio", "System.Device.Spi"),
    };

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What .NET runs. Its IL speaks for the device too, as both compile the same sources.</summary>
    public string HostBuild => Path.Combine(AppContext.BaseDirectory, Name + ".dll");

    /// <summary>What nanoFramework runs, or null where it is not built, or is older than the sources and says nothing about them.</summary>
    public string? DeviceBuild
    {
        get
        {
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            string path = Path.Combine(Root, Folder, "bin", configuration, "netnano1.0", Name + ".dll");
            return File.Exists(path) && File.GetLastWriteTimeUtc(path) >= NewestSource() ? path : null;
        }
    }

    private DateTime NewestSource()
    {
        string folder = Path.Combine(Root, Folder);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).StartsWith("obj", StringComparison.Ordinal))
            .Max(File.GetLastWriteTimeUtc);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nano.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("no Nano.sln above " + AppContext.BaseDirectory);
    }
}
