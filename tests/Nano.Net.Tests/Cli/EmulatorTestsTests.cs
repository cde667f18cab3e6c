using System.Text.Json.Nodes;
using Nano.Cli;

namespace Nano.Net.Tests.Cli
{
    public sealed class EmulatorTestsTests : IDisposable
    {
        private readonly StandInClr clr = new();

        public void Dispose() => clr.Dispose();

        [Fact]
        public void AllPass_IsSuccess()
        {
            CommandResult result = clr.Run(clr.Script([StandInClr.Passed1, "something else", StandInClr.Passed2, StandInClr.Skipped3]));

            Assert.Equal((0, ""), (result.Status, result.Error));
            Assert.Equal("2 passed, 0 failed, 1 skipped", LastLine(result));
            Assert.Contains("passed  SomeTests.First.0 (1 ms)", result.Output);
            Assert.Contains("something else", result.Output);
            Assert.Contains("skipped SomeTests.Second.2: not here", result.Output);
        }

        [Fact]
        public void Images_AreHandedOverBehindWhatTheyReferTo()
        {
            clr.Run(clr.Script([StandInClr.Passed1, StandInClr.Passed2, StandInClr.Passed3]));

            string[] arguments = File.ReadAllText(clr.ArgumentsFile).Trim().Split(' ');
            Assert.Equal("--assemblies", arguments[0]);
            Assert.Equal(["Nano.Net.pe", "Nano.Emulator.pe", "mscorlib.pe"], arguments[1..].Select(argument => Path.GetFileName(argument.Trim('"'))));
        }

        [Fact]
        public void OneFails_IsFailure()
        {
            CommandResult result = clr.Run(clr.Script([StandInClr.Passed1, StandInClr.Passed2, StandInClr.Failed3]));

            Assert.Equal((1, ""), (result.Status, result.Error));
            Assert.Equal("2 passed, 1 failed, 0 skipped", LastLine(result));
            Assert.Contains("FAILED  SomeTests.Second.2: expected 1, not 2", result.Output);
        }

        [Theory]
        [InlineData(0)]
        [InlineData(139)]
        public void Crash_CountsWhatHasNotReportedAsFailed(int status)
        {
            CommandResult result = clr.Run(clr.Script([StandInClr.Passed1], status));

            Assert.Equal(1, result.Status);
            Assert.Equal("1 passed, 2 failed, 0 skipped", LastLine(result));
            Assert.Contains($"with status {status} when only 1 of 3 tests had reported", result.Error);
        }

        [Fact]
        public void CrashBehindTheLastTest_IsFailure()
        {
            CommandResult result = clr.Run(clr.Script([StandInClr.Passed1, StandInClr.Passed2, StandInClr.Passed3], status: 2));

            Assert.Equal(1, result.Status);
            Assert.Contains("ended with status 2", result.Error);
        }

        [Fact]
        public void TimeOut_EndsTheClr()
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            CommandResult result = clr.Run(clr.Script([StandInClr.Passed1], hangs: true), timeout: 3);

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(50));
            Assert.Equal(1, result.Status);
            Assert.Equal("1 passed, 2 failed, 0 skipped", LastLine(result));
            Assert.Contains("its time was up", result.Error);
        }

        [Fact]
        public void NoClr_SkipsAndSaysWhatToInstall()
        {
            CommandResult result = clr.Run(script: null);

            Assert.Equal((0, ""), (result.Status, result.Error));
            Assert.Equal("0 passed, 0 failed, 3 skipped", LastLine(result));
            Assert.Contains("dotnet tool install -g nanoclr", result.Output);
            Assert.Contains("NANOCLR", result.Output);
        }

        [Fact]
        public void NoPackages_SkipsAndSaysWhereTheyComeFrom()
        {
            string? missing = DeviceBuild.DescribeMissing(
                """
                /x/y.csproj : error NU1101: Unable to find package nanoFramework.TestFramework. No packages exist with this id in source(s): here [/x/y.csproj]
                """);
            CommandResult result = clr.Run(clr.Script([]), missing: missing);

            Assert.Equal(0, result.Status);
            Assert.Equal("0 passed, 0 failed, 3 skipped", LastLine(result));
            Assert.Contains("Unable to find package nanoFramework.TestFramework", result.Output);
            Assert.Contains("NANOFRAMEWORK_FEED", result.Output);
        }

        [Fact]
        public void CompilerError_IsNoMissingPackage() =>
            Assert.Null(DeviceBuild.DescribeMissing("/x/y.cs(1,2): error CS0103: The name 'NU1101' does not exist [/x/y.csproj]"));

        [Fact]
        public void ClrThatCannotBeStarted_IsFailure()
        {
            string notExecutable = Path.Combine(clr.Images, "mscorlib.pe");

            CommandResult result = clr.Run(notExecutable);

            Assert.Equal(1, result.Status);
            Assert.Contains("cannot be started", result.Error);
        }

        [Fact]
        public void Clr_IsTheOneOfTheVariable_ElseTheToolOnThePath()
        {
            string named = clr.Script([], name: "mine");
            string tool = clr.Script([], name: "nanoclr");
            string path = $"/no/such/folder{Path.PathSeparator}{Path.GetDirectoryName(tool)}";

            ClrRunner? first = ClrRunner.Find(name => name == "NANOCLR" ? named : path);
            Assert.Equal(named, first?.File);
            Assert.Equal(["--assemblies"], first!.Arguments);

            ClrRunner? second = ClrRunner.Find(name => name == "PATH" ? path : null);
            Assert.Equal(tool, second?.File);
            Assert.Equal(["run", "--assemblies"], second!.Arguments);

            Assert.Null(ClrRunner.Find(name => name == "PATH" ? "/no/such/folder" : ""));
            Assert.Contains("NANOCLR", Assert.Throws<CliException>(() => ClrRunner.Find(name => "/no/such/clr")).Message);
        }

        [Fact]
        public void Bench_ShowsEveryFigureAndWhetherItIsMet()
        {
            const string line = """{"figures":[{"name":"sendSegment","title":"send a full segment","value":1.4,"unit":"floors","reach":1.5},{"name":"pureAck","title":"take a pure ACK","value":300,"unit":"static calls","reach":250},{"name":"staticCall","title":"a static call","value":57,"unit":"ns","reach":null}]}""";
            CommandResult result = clr.Run(clr.Script(["send a full segment 1.4", line]), bench: true);

            Assert.Equal((0, ""), (result.Status, result.Error));
            Assert.Matches(@"send a full segment +1\.40 +floors +1\.50 +met", result.Output);
            Assert.Matches(@"take a pure ACK +300 +static calls +250 +not met", result.Output);
            Assert.Matches(@"size of Nano\.Net\.pe +8 +bytes +49,152 +met", result.Output);
            JsonNode json = JsonNode.Parse(LastLine(result))!;
            Assert.Equal((1.4, 57, 8), ((double)json["sendSegment"]!, (double)json["staticCall"]!, (double)json["imageSize"]!));
        }

        [Fact]
        public void BenchWithoutFigures_IsFailure()
        {
            CommandResult result = clr.Run(clr.Script(["Uncaught exception"], status: 2), bench: true);

            Assert.Equal(1, result.Status);
            Assert.Contains("Uncaught exception", result.Output);
            Assert.Contains("status 2 without any figures", result.Error);
        }

        [Fact]
        public void BenchWithoutClr_SaysSo()
        {
            CommandResult result = clr.Run(script: null, bench: true);

            Assert.Equal(0, result.Status);
            Assert.Equal("Nothing was measured.", LastLine(result));
        }

        [Fact]
        public void Census_CountsTheTestsOfThisRepository()
        {
            // As many results as the launcher prints for them.
            string project = Path.Combine(DeviceBuild.FindRoot(), "tests", "Nano.Net.EmulatorTests");
            Assert.Equal(75, TestCensus.Count(project));
        }

        private static string LastLine(CommandResult result) => result.Output.TrimEnd().Split('\n')[^1].TrimEnd();
    }
}
