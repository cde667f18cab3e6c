using Nano.Cli;

namespace Nano.Net.Tests.Cli
{
    public sealed class FlashTests : IDisposable
    {
        private static readonly FlashSettings EchoOverW5500 = new("EchoServer", "w5500", Port: null, Target: null, Update: false);

        private readonly StandInNanoff board = new();

        public void Dispose() => board.Dispose();

        [Fact]
        public void Flash_BuildsForTheLink_AndHasTheImageDeployedAtTheOnlyPort()
        {
            CommandResult result = board.Run(EchoOverW5500);

            Assert.Equal((0, ""), (result.Status, result.Error));
            Assert.Equal(["hardware/boards/EchoServer -p:Link=w5500"], board.Builds);
            Assert.Equal(["--platform", "esp32", "--serialport", board.Port, "--deploy", "--image", board.Image], board.Arguments!);
            Assert.Contains("1,236 bytes", result.Output);
            Assert.Contains($"nanoff --platform esp32 --serialport {board.Port} --deploy --image {board.Image}", result.Output);
            Assert.Contains($"EchoServer is on the board at {board.Port}", result.Output);
        }

        [Fact]
        public void PortTargetAndUpdate_AreHandedOver()
        {
            string other = board.PlugIn("ttyACM3");

            CommandResult result = board.Run(EchoOverW5500 with { Port = other, Target = "ESP32_S3_OCTAL", Update = true });

            Assert.Equal((0, ""), (result.Status, result.Error));
            Assert.Equal(["--platform", "esp32", "--target", "ESP32_S3_OCTAL", "--serialport", other, "--update", "--deploy", "--image", board.Image], board.Arguments!);
        }

        [Fact]
        public void UnknownProgramOrLink_IsRefusedWithThoseThereAre()
        {
            board.Run(EchoOverW5500 with { Program = "EchoSever" }).IsRefused("there is no program 'EchoSever'", "EchoServer, TelemetryServer");
            board.Run(EchoOverW5500 with { Program = "Nano.Boards" }).IsRefused("there is no program 'Nano.Boards'");
            board.Run(EchoOverW5500 with { Link = "w550" }).IsRefused("there is no link 'w550'", "slip, w5500");
            board.Run(EchoOverW5500 with { Target = "--update" }).IsRefused("--target '--update'", "ESP32_REV3");
            Assert.Empty(board.Builds);
        }

        [Fact]
        public void UpdateForALinkWithANativeHalf_IsRefused_AsStockFirmwareHasNone()
        {
            board.Run(EchoOverW5500 with { Link = "esp32mac", Update = true }).IsRefused("--update", "esp32mac", "hardware/README.md");
            Assert.Empty(board.Builds);
            Assert.Null(board.Arguments);
        }

        [Fact]
        public void PortsThatLeaveAChoiceOrNone_AreRefusedWithThoseThereAre()
        {
            board.Run(EchoOverW5500 with { Port = "/dev/no-such-port" }).IsRefused("there is no port '/dev/no-such-port'", board.Port);
            string other = board.PlugIn("ttyUSB1");
            board.Run(EchoOverW5500).IsRefused("--port should name", $"there are {board.Port}, {other}");
            File.Delete(other);
            board.Unplug();
            board.Run(EchoOverW5500).IsRefused("--port should name", "no board is plugged in");
            Assert.Empty(board.Builds);
        }

        [Fact]
        public void NoNanoff_SaysHowToGetIt_BeforeAnythingIsBuilt()
        {
            CommandResult result = board.Run(EchoOverW5500, isInstalled: false);

            Assert.Equal(1, result.Status);
            Assert.Contains("`dotnet tool install -g nanoff`", Line(result));
            Assert.Empty(board.Builds);
        }

        [Fact]
        public void NanoffThatFails_IsFailure()
        {
            CommandResult result = board.Run(EchoOverW5500, status: 7);

            Assert.Equal(1, result.Status);
            Assert.Contains("nanoff has ended with status 7", Line(result));
            Assert.DoesNotContain("is on the board", result.Output);
        }

        [Fact]
        public void BuildThatLacksPackages_IsFailure_AndNothingIsFlashed()
        {
            CommandResult result = board.Run(EchoOverW5500, missing: "set the environment variable NANOFRAMEWORK_FEED");

            Assert.Equal(1, result.Status);
            Assert.Contains("NANOFRAMEWORK_FEED", Line(result));
            Assert.Null(board.Arguments);
        }

        [Fact]
        public void BuildThatLeavesNoImage_IsFailure_AndNothingIsFlashed()
        {
            CommandResult result = board.Run(EchoOverW5500, leavesImage: false);

            Assert.Equal(1, result.Status);
            Assert.Contains("EchoServer-w5500.bin", Line(result));
            Assert.Null(board.Arguments);
        }

        [Fact]
        public void Nanoff_IsTheOneOnThePath_ElseThatOfTheUser()
        {
            string home = Directory.CreateTempSubdirectory("nano-home-").FullName;
            try
            {
                string tools = Directory.CreateDirectory(Path.Combine(home, ".dotnet", "tools")).FullName;
                string path = Directory.CreateDirectory(Path.Combine(home, "path")).FullName;
                string name = OperatingSystem.IsWindows() ? "nanoff.exe" : "nanoff";
                Assert.Null(Find());

                File.WriteAllText(Path.Combine(tools, name), "");
                Assert.Equal(Path.Combine(tools, name), Find()?.File);

                File.WriteAllText(Path.Combine(path, name), "");
                Assert.Equal(Path.Combine(path, name), Find()?.File);

                Nanoff? Find() => Nanoff.Find(variable => variable == "PATH" ? path : home);
            }
            finally
            {
                Directory.Delete(home, recursive: true);
            }
        }

        [Fact]
        public void ProgramsAndLinksOfTheHelp_AreThoseOfThisRepository()
        {
            string help = CommandResult.Of("flash", "--help").Output;
            string boards = Path.Combine(DeviceBuild.FindRoot(), "hardware", "boards");
            IEnumerable<string> names = Directory.GetDirectories(Path.Combine(boards, "Links"))
                .Concat(Directory.GetDirectories(boards).Where(folder => File.Exists(Path.Combine(folder, "Program.Device.cs"))))
                .Select(folder => Path.GetFileName(folder)!);

            Assert.All(names, name => Assert.Contains(name, help));
        }

        private static string Line(CommandResult result)
        {
            Assert.Equal(1, result.Error.Count(c => c == '\n'));
            return result.Error;
        }
    }
}
