using System.Text.Json;

namespace Nano.Net.Tests.Device
{
    /// <summary>What MSBuild would build; it is asked, and neither restores nor builds.</summary>
    public class DeviceBuildTests
    {
        [SkippableFact]
        public void HostBuild_NeedsNothingOfTheDevice()
        {
            Evaluation host = Evaluate();
            Assert.Equal("net10.0", host.TargetFramework);
            Assert.Equal("", host.TargetFrameworks);
            Assert.DoesNotContain(host.Sources, name => name.EndsWith(".Device.cs"));
            Assert.Contains(host.Sources, name => name.EndsWith(".Host.cs"));
            Assert.DoesNotContain(host.Packages, name => name.StartsWith("nanoFramework."));
        }

        [SkippableFact]
        public void DeviceBuild_IsBesideTheHosts()
        {
            Assert.Equal("net10.0;netnano1.0", Evaluate("-p:Device=true").TargetFrameworks);
        }

        [SkippableFact]
        public void DeviceBuild_LeavesOutTheHostsSourcesAndTakesNanoFrameworksPackages()
        {
            Evaluation device = Evaluate("-p:Device=true", "-p:TargetFramework=netnano1.0");
            Assert.DoesNotContain(device.Sources, name => name.EndsWith(".Host.cs"));
            Assert.Contains(device.Sources, name => name.EndsWith(".Device.cs"));
            Assert.Contains("nanoFramework.CoreLibrary", device.Packages);
        }

        private static Evaluation Evaluate(params string[] properties)
        {
            DirectoryInfo? root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root != null && !File.Exists(Path.Combine(root.FullName, "Nano.sln")))
            {
                root = root.Parent;
            }

            Skip.If(root == null, "the sources are not above the test's assembly");
            string[] arguments =
            [
                "msbuild", Path.Combine("src", "Nano.Net.Sockets", "Nano.Net.Sockets.csproj"), "-nodeReuse:false", "-getProperty:TargetFramework",
                "-getProperty:TargetFrameworks", "-getItem:Compile", "-getItem:PackageReference", .. properties,
            ];
            Build run = Build.Run(root.FullName, arguments);
            Assert.True(run.Succeeded, run.Output);
            using JsonDocument answer = JsonDocument.Parse(run.Output);
            JsonElement values = answer.RootElement.GetProperty("Properties");
            return new Evaluation(
                values.GetProperty("TargetFramework").GetString()!,
                values.GetProperty("TargetFrameworks").GetString()!,
                Names(answer.RootElement, "Compile"),
                Names(answer.RootElement, "PackageReference"));
        }

        private static string[] Names(JsonElement answer, string item) =>
            [.. answer.GetProperty("Items").GetProperty(item).EnumerateArray().Select(entry => entry.GetProperty("Identity").GetString()!)];

        private sealed record Evaluation(string TargetFramework, string TargetFrameworks, string[] Sources, string[] Packages);
    }
}
