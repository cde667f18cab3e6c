using Mono.Cecil;
using Nano.Net.Tests.Contract;

namespace Nano.Net.Tests.Device
{
    /// <summary>
    /// What the build makes of libraries that refer to System.Net; small assemblies stand for them, for System.Net and for
    /// Nano.System.Net.
    /// </summary>
    public sealed class RetargetTests : IDisposable
    {
        private const string Version = """[assembly: System.Reflection.AssemblyVersion("1.2.3.4")]""";

        private const string Sockets =
            """
            namespace System.Net { public abstract class EndPoint { public virtual int Hash() { return 1; } } }
            namespace System.Net.Sockets
            {
                public enum Mode { Read = 0, Write = 1 }
                public class Base { public bool Connected { get { return true; } set { } } }
                public class Socket : Base
                {
                    public static int Count() { return 0; }
                    public int Receive(int size, Mode mode) { return 0; }
                }
            }
            """;

        private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nano-retarget-");
        private readonly string core;
        private readonly string original;

        public RetargetTests()
        {
            core = Assembly("mscorlib", SmallAssembly.Core);
            original = Assembly("System.Net", """[assembly: System.Reflection.AssemblyVersion("9.9.9.9")]""" + Sockets, core);
        }

        public void Dispose() => folder.Delete(recursive: true);

        [Fact]
        public void References_LeadToTheFacade_OfItsVersion()
        {
            string client = Assembly("System.Net.Sockets.TcpClient", "namespace System.Net.Sockets { public class TcpClient { public Socket Client { get { return null; } } } }", core, original);
            string library = Assembly("Library", "public class L { int Run(System.Net.Sockets.TcpClient c) { return c.Client.Receive(1, System.Net.Sockets.Mode.Write); } }", core, original, client);

            Retargeting run = Retarget(library, client, Facade());

            using ModuleDefinition rewritten = ModuleDefinition.ReadModule(run.Rewritten("Library"));
            Assert.Equal(
                ["Nano.System.Net 1.2.3.4", "System.Net.Sockets.TcpClient 0.0.0.0", "mscorlib 0.0.0.0"],
                rewritten.AssemblyReferences.Select(reference => $"{reference.Name} {reference.Version}").Order(StringComparer.Ordinal));
            Assert.Equal("Nano.System.Net", rewritten.GetTypeReferences().Single(type => type.Name == "Socket").Scope.Name);
            Assert.Equal(["Library", "System.Net.Sockets.TcpClient"], run.AllRewritten.Select(Path.GetFileNameWithoutExtension).Order());
            Assert.Equal(["Library", "Nano.System.Net", "System.Net.Sockets.TcpClient", "mscorlib"], run.References.Order(StringComparer.Ordinal));
            Assert.Equal(["Library", "Nano.System.Net", "System.Net.Sockets.TcpClient", "mscorlib"], run.Copied.Order(StringComparer.Ordinal));
        }

        [Fact]
        public void LibraryThatDoesNotReferToSystemNet_IsLeftAlone()
        {
            string library = Assembly("Library", "public class L { }", core);

            Retargeting run = Retarget(library, Facade());

            Assert.Empty(run.AllRewritten);
            Assert.Contains("Library", run.References);
            Assert.DoesNotContain("System.Net", run.References);
        }

        [Fact]
        public void MembersThatAreMissing_AreErrorsWithLibraryMemberAndCaller()
        {
            string library = Assembly(
                "Library",
                """
                public class L
                {
                    void Other() { }
                    void Setter(System.Net.Sockets.Socket s) { s.Connected = true; }
                    void Parameter(System.Net.Sockets.Socket s) { s.Receive(1, System.Net.Sockets.Mode.Read); }
                    void Static() { System.Net.Sockets.Socket.Count(); }
                    void Visible(System.Net.EndPoint p) { p.Hash(); }
                }
                """,
                core,
                original);

            Retargeting run = Retarget(library, Facade(Sockets
                .Replace("set { }", "")
                .Replace("int size, Mode mode", "long size, Mode mode")
                .Replace("public static int Count", "public int Count")
                .Replace("public virtual int Hash", "internal int Hash")));

            Assert.Equal(
                [
                    "error NANO0013: Library uses System.Int32 System.Net.EndPoint::Hash(), which Nano.System.Net does not have; it is used by System.Void L::Visible(System.Net.EndPoint).",
                    "error NANO0013: Library uses System.Int32 System.Net.Sockets.Socket::Count(), which Nano.System.Net does not have; it is used by System.Void L::Static().",
                    "error NANO0013: Library uses System.Int32 System.Net.Sockets.Socket::Receive(System.Int32,System.Net.Sockets.Mode), which Nano.System.Net does not have; it is used by System.Void L::Parameter(System.Net.Sockets.Socket).",
                    "error NANO0013: Library uses System.Void System.Net.Sockets.Base::set_Connected(System.Boolean), which Nano.System.Net does not have; it is used by System.Void L::Setter(System.Net.Sockets.Socket).",
                ],
                run.Errors.Order(StringComparer.Ordinal));
        }

        [Fact]
        public void EverythingThatIsMissing_IsSaidAtOnce()
        {
            string library = Assembly("Library", "public class L { void Run(System.Net.Sockets.Socket s) { System.Net.Sockets.Socket.Count(); s.Connected = s.Connected; } System.Net.EndPoint point; }", core, original);

            Retargeting run = Retarget(library, Facade("namespace System.Net.Sockets { public class Base { } public class Socket : Base { } }"));

            Assert.Equal(
                [
                    "error NANO0012: Library uses the type System.Net.EndPoint, which Nano.System.Net does not have; it is used by System.Net.EndPoint L::point.",
                    "error NANO0013: Library uses System.Boolean System.Net.Sockets.Base::get_Connected(), which Nano.System.Net does not have; it is used by System.Void L::Run(System.Net.Sockets.Socket).",
                    "error NANO0013: Library uses System.Int32 System.Net.Sockets.Socket::Count(), which Nano.System.Net does not have; it is used by System.Void L::Run(System.Net.Sockets.Socket).",
                    "error NANO0013: Library uses System.Void System.Net.Sockets.Base::set_Connected(System.Boolean), which Nano.System.Net does not have; it is used by System.Void L::Run(System.Net.Sockets.Socket).",
                ],
                run.Errors.Order(StringComparer.Ordinal));
        }

        [Fact]
        public void MemberOfABaseType_IsFound_AsTheInterpreterFindsIt()
        {
            string library = Assembly("Library", "public class L { int Run(System.Net.Sockets.Socket s) { return s.Receive(1, System.Net.Sockets.Mode.Read); } }", core, original);

            Retargeting run = Retarget(library, Facade(Sockets.Replace("public class Socket : Base", "public class Socket : Lower { } public class Lower : Base")));

            Assert.Empty(run.Errors);
            Assert.Single(run.AllRewritten);
        }

        [Fact]
        public void EnumerationOfOtherValues_IsAnError()
        {
            string library = Assembly("Library", "public class L { int Run(System.Net.Sockets.Socket s) { return s.Receive(1, System.Net.Sockets.Mode.Write); } }", core, original);

            Retargeting run = Retarget(library, Facade(Sockets.Replace("Write = 1", "Write = 2")));

            Assert.Equal(["error NANO0014: Library uses System.Net.Sockets.Mode, whose Write is 1, but 2 in Nano.System.Net."], run.Errors);
        }

        [Fact]
        public void OverrideOfWhatIsNotThere_IsAnError()
        {
            string library = Assembly("Library", "public class Point : System.Net.EndPoint { public override int Hash() { return 2; } }", core, original);

            Retargeting run = Retarget(library, Facade(Sockets.Replace("public virtual int Hash", "public int Hash")));

            Assert.Equal(["error NANO0013: Library overrides a member in System.Int32 Point::Hash() that Nano.System.Net does not have in System.Net.EndPoint."], run.Errors);
        }

        [Fact]
        public void LibraryWithANativeHalf_IsRefused()
        {
            string library = Assembly("Library", "public class L { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.InternalCall)] extern void Native(System.Net.Sockets.Socket s); }", core, original);

            Retargeting run = Retarget(library, Facade());

            Assert.StartsWith("error NANO0011: Library has a native half (System.Void L::Native(System.Net.Sockets.Socket))", Assert.Single(run.Errors));
        }

        [Fact]
        public void ExemptLibrary_StaysWithSystemNet_WhichTheProgramReachesByAnAlias()
        {
            string tunnel = Assembly("Nano.Net.Drivers.Tunnel", "public class T { System.Net.Sockets.Socket s; }", core, original);
            string library = Assembly("Library", "public class L { System.Net.Sockets.Socket s; }", core, original);

            Retargeting run = Retarget(library, tunnel, Facade());

            Assert.Equal(["Library"], run.AllRewritten.Select(Path.GetFileNameWithoutExtension));
            Assert.Equal(["Library", "Nano.Net.Drivers.Tunnel", "Nano.System.Net", "System.Net:FirmwareNet", "mscorlib"], run.References.Order(StringComparer.Ordinal));
            Assert.Contains("System.Net", run.Copied);
            using ModuleDefinition untouched = ModuleDefinition.ReadModule(tunnel);
            Assert.Contains(untouched.AssemblyReferences, reference => reference.Name == "System.Net");
        }

        [Fact]
        public void FacadeThatIsNotReferredTo_IsSaid()
        {
            Retargeting run = Retarget(core);

            Assert.StartsWith("error NANO0010: Nano.System.Net is not among the references", Assert.Single(run.Errors));
        }

        [Fact]
        public void NothingIsRewrittenTwice_UntilAnInputChanges()
        {
            string library = Assembly("Library", "public class L { System.Net.Sockets.Socket s; }", core, original);
            string facade = Facade();
            string rewritten = Retarget(library, facade).Rewritten("Library");
            var before = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
            File.SetLastWriteTimeUtc(rewritten, before);

            Retargeting second = Retarget(library, facade);

            Assert.Equal(before, File.GetLastWriteTimeUtc(rewritten));
            Assert.Equal(["Library", "Nano.System.Net", "mscorlib"], second.References.Order(StringComparer.Ordinal));

            File.SetLastWriteTimeUtc(facade, DateTime.UtcNow.AddSeconds(10));
            Retarget(library, facade);

            Assert.NotEqual(before, File.GetLastWriteTimeUtc(rewritten));
        }

        private string Assembly(string name, string source, params string[] references) => SmallAssembly.Compile(folder.FullName, name, source, references);

        private string Facade(string? source = null) => Assembly("Nano.System.Net", Version + (source ?? Sockets), core);

        private Retargeting Retarget(params string[] libraries)
        {
            string targets = Path.Combine(DeviceAssembly.Root, "build", "SystemNet.targets");
            string project = Path.Combine(folder.FullName, "retarget.proj");
            string[] references = [.. libraries.Append(core).Append(original).Distinct()];
            File.WriteAllText(project, $"""
                <Project>
                  <PropertyGroup>
                    <IntermediateOutputPath>{folder.FullName}/obj/</IntermediateOutputPath>
                    <RetargetCecil>{typeof(ModuleDefinition).Assembly.Location}</RetargetCecil>
                  </PropertyGroup>
                  <Import Project="{targets}" />
                  <ItemGroup>
                    <ReferencePath Include="{string.Join(';', references)}" />
                    <ReferenceCopyLocalPaths Include="@(ReferencePath)" />
                  </ItemGroup>
                  <Target Name="Show" DependsOnTargets="UseRetargetedReferences">
                    <Message Importance="high" Text="reference=%(ReferencePath.FullPath)|%(ReferencePath.Aliases)" />
                    <Message Importance="high" Text="copied=%(ReferenceCopyLocalPaths.FullPath)" />
                  </Target>
                </Project>
                """);
            return new Retargeting(Path.Combine(folder.FullName, "obj"), Build.Run(folder.FullName, "msbuild", project, "-t:Show", "-nologo", "-nodeReuse:false").Output);
        }

        /// <summary>What a run has said.</summary>
        private sealed class Retargeting(string intermediate, string output)
        {
            internal string[] Errors => [.. Lines("error NANO").Select(line => line[line.IndexOf("error NANO", StringComparison.Ordinal)..]).Select(line => line.Split(" [")[0]).Distinct()];

            /// <summary>Names, with the alias where there is one.</summary>
            internal string[] References => [.. Values("reference=").Select(value => value.Split('|')).Select(parts => Path.GetFileNameWithoutExtension(parts[0]) + (parts[1].Length > 0 ? $":{parts[1]}" : ""))];

            internal string[] Copied => [.. Values("copied=").Select(value => Path.GetFileNameWithoutExtension(value))];

            internal string[] AllRewritten => [.. Values("reference=").Select(value => value.Split('|')[0]).Where(path => path.StartsWith(intermediate, StringComparison.Ordinal))];

            internal string Rewritten(string name)
            {
                Assert.Empty(Errors);
                return AllRewritten.Single(path => Path.GetFileNameWithoutExtension(path) == name);
            }

            private IEnumerable<string> Lines(string text) => output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(text));

            private IEnumerable<string> Values(string name) => Lines(name).Select(line => line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..]);
        }
    }
}
