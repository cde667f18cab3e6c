using Mono.Cecil;
using Nano.Net.Drivers;
using Nano.Net.Tests.Contract;

namespace Nano.Net.Tests.Firmware;

/// <summary>The native half of the ESP32 MAC driver is that of the managed half.</summary>
public class NativeTableTests
{
    // In a .pe: marker (8 bytes), checksums of header and assembly, flags (4 each), then that of the native methods.
    private const int ImageChecksumOffset = 20;

    private static string Folder => Path.Combine(DeviceAssembly.Root, "hardware", "firmware", "Nano.Net.Drivers.Esp32Mac");

    private static NativeTable Table => NativeTable.Read(Path.Combine(Folder, "nano_net_drivers_esp32mac.cpp"));

    [Fact]
    public void NativeTable_IsThatOfTheAssembly()
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(typeof(Esp32Mac).Assembly.Location);
        NativeMethods methods = new(assembly);
        NativeTable table = Table;

        Assert.Equal(assembly.Name.Name, table.Assembly);
        Assert.Equal(assembly.Name.Version, table.Version);
        Assert.True(methods.Table.SequenceEqual(table.Methods) && methods.Checksum == table.Checksum, $$"""
            The table in nano_net_drivers_esp32mac.cpp is to be

            static const CLR_RT_MethodHandler method_lookup[] = {
            {{string.Join('\n', methods.Table.Select(entry => $"    {entry},"))}}
            };

            with the checksum 0x{{methods.Checksum:X8}}.
            """);
    }

    [Fact]
    public void EveryNativeMethod_IsDeclaredAndDefined()
    {
        string header = File.ReadAllText(Path.Combine(Folder, "nano_net_drivers_esp32mac.h"));
        string marshalling = File.ReadAllText(Path.Combine(Folder, "nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac_mshl.cpp"));
        string[] names = Table.Methods.Where(entry => entry != "NULL").Select(entry => entry.Split("::")[1]).ToArray();

        Assert.Equal(8, names.Length);
        Assert.All(names, name => Assert.Contains($"NANOCLR_NATIVE_DECLARE({name});", header));
        Assert.All(names, name => Assert.Contains($"::{name}(CLR_RT_StackFrame &stack)", marshalling));
    }

    [SkippableFact]
    public void DeviceImage_CarriesTheTablesChecksum()
    {
        DeviceAssembly assembly = DeviceAssembly.All.Single(candidate => candidate.Name == "Nano.Net.Drivers.Esp32Mac");
        Skip.If(assembly.DeviceBuild is null, "there is no device build that is newer than the sources (dotnet build -p:Device=true)");
        byte[] image = File.ReadAllBytes(Path.ChangeExtension(assembly.DeviceBuild, ".pe"));

        Assert.Equal(Table.Checksum.ToString("X8"), BitConverter.ToUInt32(image, ImageChecksumOffset).ToString("X8"));
    }

    /// <summary>The driver and the native half mean the same by the same number.</summary>
    [Fact]
    public void NumbersOfTheNativeHalf_AreThoseOfTheManagedHalf()
    {
        string controller = File.ReadAllText(Path.Combine(Folder, "portable", "mac_controller.h"));
        string driver = File.ReadAllText(Path.Combine(Folder, "portable", "mac_driver.h"));

        Assert.All(Enum.GetValues<MacCounter>(), counter => Assert.Contains($"    {counter} = {(int)counter},", controller));
        Assert.All(Enum.GetValues<MacInterface>(), which => Assert.Contains($"    {which} = {(int)which},", driver));
        Assert.All(
            typeof(MacResult).GetFields(),
            field => Assert.Contains($"static constexpr int {field.Name} = {field.GetRawConstantValue()};", controller));
    }
}
