using System.Globalization;
using System.Text.RegularExpressions;

namespace Nano.Net.Tests.Firmware;

/// <summary>The table of native methods as the firmware's source has it.</summary>
public sealed record NativeTable(string Assembly, uint Checksum, Version Version, string[] Methods)
{
    public static NativeTable Read(string path)
    {
        string source = Regex.Replace(File.ReadAllText(path), "//[^\n]*", "");
        Match methods = Regex.Match(source, @"method_lookup\[\]\s*=\s*\{([^}]*)\}");
        Match data = Regex.Match(source, @"g_CLR_AssemblyNative_\w+\s*=\s*\{\s*""([^""]+)"",\s*0x([0-9A-Fa-f]{8}),\s*method_lookup,\s*\{\s*(\d+), (\d+), (\d+), (\d+)\s*\}");
        Assert.True(methods.Success && data.Success, path + " has no table of the form that is looked for");
        return new NativeTable(
            data.Groups[1].Value,
            uint.Parse(data.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            Version.Parse(string.Join('.', data.Groups.Values.Skip(3).Select(group => group.Value))),
            methods.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }
}
