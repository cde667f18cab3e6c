namespace Nano.Net.Tests.Contract;

/// <summary>An assembly that is meant for the device, and the libraries of nanoFramework that it may use.</summary>
public sealed record DeviceAssembly(string Name, string Folder, params string[] Libraries)
{
    /// <summary>Every project under src/ and hardware/ stands here.</summary>
    public static readonly DeviceAssembly[] All =
    {
        new("Nano.Net", "src/Nano.Net", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text", "nanoFramework.Runtime.Native"),
        new("Nano.Net.Sockets", "src/Nano.Net.Sockets", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text", "nanoFramework.Runtime.Native"),
        new("Nano.Net.IPv6", "src/Nano.Net.IPv6", "mscorlib"),
        new("Nano.Net.Dhcpv6", "src/Nano.Net.Dhcpv6", "mscorlib"),
        new("Nano.Net.Cryptography", "src/Nano.Net.Cryptography", "mscorlib"),
        new("Nano.System.Net", "src/Nano.System.Net", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text"),
        new("Nano.Net.Services", "src/Nano.Net.Services", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text", "nanoFramework.Runtime.Native"),
        new("Nano.Net.Telemetry", "src/Nano.Net.Telemetry", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text", "nanoFramework.Runtime.Native"),
        new("Nano.Net.Http", "src/Nano.Net.Http", "mscorlib", "System.IO.Streams", "nanoFramework.System.Text"),
        new("Nano.Net.Http.Digest", "src/Nano.Net.Http.Digest", "mscorlib", "nanoFramework.System.Text"),
        new("Nano.Net.Management", "src/Nano.Net.Management", "mscorlib", "nanoFramework.System.Text"),
        new("Nano.Net.Drivers.Bus", "hardware/drivers/Nano.Net.Drivers.Bus", "mscorlib", "System.Device.Gpio", "System.Device.Spi"),
        new("Nano.Net.Drivers.Esp32Mac", "hardware/drivers/Nano.Net.Drivers.Esp32Mac", "mscorlib"),
        new("Nano.Net.Drivers.Enc28j60", "hardware/drivers/Nano.Net.Drivers.Enc28j60", "mscorlib"),
        new("Nano.Net.Drivers.W5500", "hardware/drivers/Nano.Net.Drivers.W5500", "mscorlib"),
        new("Nano.Net.Drivers.Slip", "hardware/drivers/Nano.Net.Drivers.Slip", "mscorlib", "System.IO.Ports"),
        new("Nano.Net.Drivers.Tunnel", "hardware/drivers/Nano.Net.Drivers.Tunnel", "mscorlib", "System.Net"),
        new("Nano.Boards", "hardware/boards/Nano.Boards", "mscorlib", "System.IO.Streams", "nanoFramework.Runtime.Native"),
        new("Nano.Boards.Links.W5500", "hardware/boards/Links/w5500", "mscorlib", "nanoFramework.Hardware.Esp32", "System.Device.Gpio"),
        new("Nano.Boards.Links.Enc28j60", "hardware/boards/Links/enc28j60", "mscorlib", "nanoFramework.Hardware.Esp32", "System.Device.Gpio"),
        new("Nano.Boards.Links.Slip", "hardware/boards/Links/slip", "mscorlib", "nanoFramework.Hardware.Esp32", "System.Device.Gpio"),
        new("Nano.Boards.Links.Tunnel", "hardware/boards/Links/tunnel", "mscorlib", "System.Net", "System.Device.Gpio"),
        new("Nano.Boards.Links.Esp32Mac", "hardware/boards/Links/esp32mac", "mscorlib"),
        new("EchoServer", "hardware/boards/EchoServer", "mscorlib", "System.IO.Streams"),
        new("TelemetryServer", "hardware/boards/TelemetryServer", "mscorlib"),
        new("MqttTelemetry", "hardware/boards/MqttTelemetry", "mscorlib", "nanoFramework.System.Text"),
    };

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What .NET runs, or null where there are sources for the device alone. Its IL speaks for the device too, as both compile the same sources.</summary>
    public string? HostBuild => Sources().All(file => file.EndsWith(".Device.cs", StringComparison.Ordinal)) ? null : Path.Combine(AppContext.BaseDirectory, Name + ".dll");

    /// <summary>What nanoFramework runs, or null where it is not built, or is older than the sources and says nothing about them.</summary>
    public string? DeviceBuild
    {
        get
        {
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            string path = Path.Combine(Root, Folder, "bin", configuration, "netnano1.0", Name);
            string? assembly = new[] { path + ".dll", path + ".exe" }.FirstOrDefault(File.Exists);
            return assembly is not null && File.GetLastWriteTimeUtc(assembly) >= Sources().Max(File.GetLastWriteTimeUtc) ? assembly : null;
        }
    }

    private IEnumerable<string> Sources()
    {
        string folder = Path.Combine(Root, Folder);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).StartsWith("obj", StringComparison.Ordinal));
    }

    internal static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nano.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("no Nano.sln above " + AppContext.BaseDirectory);
    }
}
