using Nano.Net.Tests.Contract;

namespace Nano.Net.Tests.Device
{
    /// <summary>What the build writes for a board to be flashed with; of assemblies of our own, whose .pe are a few bytes.</summary>
    public sealed class DeploymentImageTests : IDisposable
    {
        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nano-image-");

        public void Dispose() => folder.Delete(recursive: true);

        [Fact]
        public void Image_IsThePartsBehindWhatTheyReferTo_EachFilledUpToFourBytes()
        {
            string core = Core();
            string left = Assembly("A.Left", "public class Left { }", [6, 7, 8, 9], core);
            string right = Assembly("M.Right", "public class Right : Left { }", [10, 11, 12, 13, 14, 15], core, left);
            string program = Assembly("B.Program", "public class Program { Left l; Right r; }", [16], core, left, right);

            Build result = Write(program, right, core, left);

            Assert.True(result.Succeeded, result.Output);
            Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 0, 16, 0, 0, 0], File.ReadAllBytes(Image));
            Assert.Contains("(24 bytes)", result.Output);
        }

        [Fact]
        public void WhatIsNotReferredTo_IsLeftOut()
        {
            string core = Core();
            string used = Assembly("Used", "public class Used { }", [8, 8, 8, 8], core);
            string unused = Assembly("Unused", "public class Unused { }", [2, 2, 2, 2], core);
            string program = Assembly("Program", "public class Program { Used u; }", [3, 3, 3, 3], core, used, unused);

            Build result = Write(program, unused, used, core);

            Assert.True(result.Succeeded, result.Output);
            Assert.Equal([1, 2, 3, 4, 5, 0, 0, 0, 8, 8, 8, 8, 3, 3, 3, 3], File.ReadAllBytes(Image));
        }

        [Fact]
        public void ReferenceThatIsMissing_IsNamed_AndNoImageIsWritten()
        {
            string core = Core();
            string used = Assembly("Used", "public class Used { }", [8, 8, 8, 8], core);
            string program = Assembly("Program", "public class Program { Used u; }", [3, 3, 3, 3], core, used);

            Build result = Write(program, core);

            Assert.False(result.Succeeded);
            Assert.Contains("Program.dll refers to Used", result.Output);
            Assert.False(File.Exists(Image));
        }

        [Fact]
        public void AssemblyThatWasNotBuiltForTheDevice_IsNamed_AndNoImageIsWritten()
        {
            string core = Core();
            string used = Assembly("Used", "public class Used { }", [8, 8, 8, 8], core);
            File.Delete(Path.ChangeExtension(used, ".pe"));
            string program = Assembly("Program", "public class Program { Used u; }", [3, 3, 3, 3], core, used);

            Build result = Write(program, used, core);

            Assert.False(result.Succeeded);
            Assert.Contains("was Used.dll built for the device?", result.Output);
            Assert.False(File.Exists(Image));
        }

        private string Image => Path.Combine(folder.FullName, "image.bin");

        private string Core() => Assembly("Z.Core", SmallAssembly.Core, [1, 2, 3, 4, 5]);

        private string Assembly(string name, string source, byte[] image, params string[] references)
        {
            string path = SmallAssembly.Compile(folder.FullName, name, source, references);
            File.WriteAllBytes(Path.ChangeExtension(path, ".pe"), image);
            return path;
        }

        private Build Write(string program, params string[] references)
        {
            string targets = Path.Combine(DeviceAssembly.Root, "build", "DeploymentImage.targets");
            string project = Path.Combine(folder.FullName, "image.proj");
            File.WriteAllText(project, $"""
                <Project>
                  <Import Project="{targets}" />
                  <ItemGroup><Reference Include="{string.Join(';', references)}" /></ItemGroup>
                  <Target Name="Write">
                    <WriteDeploymentImage Program="{program}" References="@(Reference)" Image="{Image}" />
                  </Target>
                </Project>
                """);
            return Build.Run(folder.FullName, "msbuild", project, "-t:Write", "-nologo", "-nodeReuse:false");
        }
    }
}
