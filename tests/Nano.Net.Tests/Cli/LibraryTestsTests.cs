using Nano.Cli;

namespace Nano.Net.Tests.Cli
{
    /// <summary>What <c>nano library-tests</c> says where something is missing.</summary>
    public class LibraryTestsTests
    {
        private static readonly int All = LibraryTestsCommand.All.Sum(test => test.Checks);
        private static readonly ClrRunner Clr = new("/bin/false", "--assemblies");

        [Fact]
        public void NoClr_SkipsAndSaysWhichOneItTakes()
        {
            CommandResult result = Run(new LibraryTestSettings("/", null, NotBuilt, 98_304, null, _ => true));

            Assert.Equal((0, ""), (result.Status, result.Error));
            Assert.Equal($"0 passed, 0 failed, {All} skipped", LastLine(result));
            Assert.Contains("NANOCLR", result.Output);
            Assert.Contains("hardware/firmware/README.md", result.Output);
        }

        [Fact]
        public void NoRoot_Skips()
        {
            CommandResult result = Run(new LibraryTestSettings("/", Clr, NotBuilt, 98_304, "It takes root.", _ => true));

            Assert.Equal($"0 passed, 0 failed, {All} skipped", LastLine(result));
            Assert.Contains("M2Mqtt was not tested: It takes root.", result.Output);
        }

        [Fact]
        public void ProgramThatIsMissing_IsNamedWithItsPackage_AndSkipsOnlyWhatNeedsIt()
        {
            CommandResult result = Run(new LibraryTestSettings("/", Clr, NotBuilt, 98_304, null, program => program != "nginx", "HttpClient"));

            Assert.Equal(0, result.Status);
            Assert.Equal("0 passed, 0 failed, 12 skipped", LastLine(result));
            Assert.Contains("HttpClient was not tested: `nginx` is not installed; Debian has it in nginx-light.", result.Output);
        }

        [Fact]
        public void NoPackages_SkipsAndSaysWhereTheyComeFrom()
        {
            var asked = new List<string>();
            CommandResult result = Run(new LibraryTestSettings("/repository", Clr, Build, 98_304, null, _ => true));

            Assert.Equal((0, $"0 passed, 0 failed, {All} skipped"), (result.Status, LastLine(result)));
            Assert.Contains("NANOFRAMEWORK_FEED", result.Output);
            Assert.Equal(["Mqtt", "HttpClient", "WebServer", "TelemetryServer"], asked.Select(Path.GetFileName));

            DeviceBuildResult Build(string project)
            {
                asked.Add(project);
                return new DeviceBuildResult(null, "No packages; see NANOFRAMEWORK_FEED.");
            }
        }

        [Fact]
        public void LibraryThatIsNone_IsRefusedWithThoseThereAre()
        {
            var settings = new LibraryTestSettings("/", null, NotBuilt, 98_304, null, _ => true, "Coap");

            Assert.Contains("Mqtt, HttpClient, WebServer, TelemetryServer", Assert.Throws<CliException>(() => Run(settings)).Message);
        }

        private static DeviceBuildResult NotBuilt(string project) => throw new InvalidOperationException("nothing should be built");

        private static CommandResult Run(LibraryTestSettings settings)
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            using var terminal = new Terminal(output, error);
            int status = LibraryTestsCommand.Run(settings, terminal);
            return new CommandResult(status, output.ToString(), error.ToString());
        }

        private static string LastLine(CommandResult result) => result.Output.TrimEnd().Split('\n')[^1].TrimEnd();
    }
}
