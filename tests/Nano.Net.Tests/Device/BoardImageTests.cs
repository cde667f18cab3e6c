using System.Buffers.Binary;
using System.Text;
using Mono.Cecil;
using Nano.Net.Tests.Contract;

namespace Nano.Net.Tests.Device
{
    /// <summary>The images of the board programs, built as a user builds them, but in a folder of their own.</summary>
    public sealed class BoardImageTests(BoardImageTests.BuildFolder builds) : IClassFixture<BoardImageTests.BuildFolder>
    {
        private static readonly string[] LinkNames =
            [.. Directory.GetDirectories(Path.Combine(DeviceAssembly.Root, "hardware", "boards", "Links")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

        /// <summary>Every link that there is.</summary>
        public static TheoryData<string> Links() => new(LinkNames);

        [SkippableTheory]
        [MemberData(nameof(Links))]
        public void Images_HoldTheProgramAndAllItRefersTo_InOrder_AndNoOtherDriver(string link)
        {
            foreach (string program in new[] { "EchoServer", "TelemetryServer", "MqttTelemetry" })
            {
                string folder = builds.Build(program, link);
                string[] parts = PartsOf(Path.Combine(folder, $"{program}-{link}.bin"), folder);

                Assert.Equal("mscorlib", parts[0]);
                Assert.Equal(program, parts[^1]);
                Assert.Equal(ClosureOf(program, folder).Order(StringComparer.Ordinal), parts.Order(StringComparer.Ordinal));
                Assert.All(parts, (part, at) => Assert.All(ReferencesOf(part, folder), reference => Assert.True(Array.IndexOf(parts, reference) < at, $"{part} stands before {reference}")));
                Assert.Single(parts, part => part.StartsWith("Nano.Boards.Links.", StringComparison.Ordinal));
                Assert.Single(parts, part => part.StartsWith("Nano.Net.Drivers.", StringComparison.Ordinal) && part != "Nano.Net.Drivers.Bus");
                Assert.Equal(link == "tunnel", parts.Contains("System.Net"));
            }
        }

        [Fact]
        public void LinkThatIsNone_IsRefusedInOneErrorWithThoseThereAre()
        {
            Build run = builds.Run("EchoServer", "w550");

            Assert.False(run.Succeeded);
            string error = Assert.Single(run.Output.Split('\n').Where(line => line.Contains("error")).Select(line => line.Trim()).Distinct());
            Assert.Contains("There is no link 'w550'", error);
            Assert.All(LinkNames, link => Assert.Contains(link, error));
        }

        /// <summary>Takes an image apart, as the device does when it starts, and finds each part in the folder.</summary>
        private static string[] PartsOf(string image, string folder)
        {
            // Of the header of a .pe: the marker it begins with, and where the table of its parts says that it ends
            // (nf-interpreter, nanoCLR_Types.h, CLR_RECORD_ASSEMBLY).
            const string Marker = "NFMRK1";
            const int EndOfAssembly = 40 + (15 * 4);
            Dictionary<string, byte[]> files = Directory.GetFiles(folder, "*.pe").ToDictionary(file => Path.GetFileNameWithoutExtension(file), File.ReadAllBytes);
            byte[] bytes = File.ReadAllBytes(image);
            var parts = new List<string>();
            for (int at = 0; at < bytes.Length;)
            {
                Assert.Equal(0, at % 4);
                Assert.Equal(Marker, Encoding.ASCII.GetString(bytes, at, Marker.Length));
                int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + EndOfAssembly));
                parts.Add(files.Single(file => file.Value.AsSpan().SequenceEqual(bytes.AsSpan(at, length))).Key);
                at += length;
                for (; at % 4 != 0; at++)
                {
                    Assert.Equal(0, bytes[at]);
                }
            }

            return [.. parts];
        }

        private static HashSet<string> ClosureOf(string name, string folder)
        {
            var closure = new HashSet<string>();
            Add(name);
            return closure;

            void Add(string part)
            {
                if (closure.Add(part))
                {
                    Array.ForEach(ReferencesOf(part, folder), Add);
                }
            }
        }

        private static string[] ReferencesOf(string name, string folder)
        {
            string file = new[] { ".dll", ".exe" }.Select(extension => Path.Combine(folder, name + extension)).First(File.Exists);
            using ModuleDefinition module = ModuleDefinition.ReadModule(file);
            return [.. module.AssemblyReferences.Select(reference => reference.Name)];
        }

        /// <summary>Where the builds go: not into the repository, where other tests look at what they find.</summary>
        public sealed class BuildFolder : IDisposable
        {
            private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nano-boards-");

            public void Dispose() => folder.Delete(recursive: true);

            /// <summary>Builds a program for a link.</summary>
            /// <returns>Where it lies.</returns>
            internal string Build(string program, string link)
            {
                Build run = Run(program, link);
                Skip.If(Nano.Cli.DeviceBuild.DescribeMissing(run.Output) is not null, Nano.Cli.DeviceBuild.DescribeMissing(run.Output));
                Assert.True(run.Succeeded, run.Output);
                return Path.Combine(folder.FullName, "bin", program, "release_netnano1.0");
            }

            internal Build Run(string program, string link) => Device.Build.Run(
                DeviceAssembly.Root,
                "build", Path.Combine("hardware", "boards", program), "-c", "Release", "-f", "netnano1.0", "-p:Device=true", $"-p:Link={link}", "--artifacts-path", folder.FullName, "-nologo", "-v:quiet", "-tl:off", "-nodeReuse:false");
        }
    }
}
