using System.Diagnostics;
using Nano.Net.Tests.Contract;

namespace Nano.Net.Tests.Samples
{
    /// <summary>One source over .NET's sockets and over Nano's: both say the same.</summary>
    public class OneSourceTests
    {
        private const string Said = """
            client: nothing yet, TimedOut
            client: sockets -> stekcos, 7 letters!
            client: wire -> eriw, 4 letters!
            client: lease -> esael, 5 letters!
            relay: the client has gone; port 1: ConnectionRefused
            done
            """;

        [Theory]
        [InlineData("Kernel")]
        [InlineData("Nano")]
        public async Task Says(string sockets)
        {
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            string program = Path.Combine(DeviceAssembly.Root, "samples/OneSource", sockets, "bin", configuration, "net10.0", $"OneSource.{sockets}.dll");
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal("", await errors);
            Assert.Equal(Said.ReplaceLineEndings().Trim(), output.ReplaceLineEndings().Trim());
            Assert.Equal(0, process.ExitCode);
        }
    }
}
