using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Nano.Net.Tests.Contract;

namespace Nano.Net.Tests.Samples
{
    /// <summary>A program adds a route, a card and a static asset to the dashboard in a few lines.</summary>
    public class OwnPageTests
    {
        [Fact]
        public async Task Sample_ServesItsRoute_ItsScript_AndThePageThatLoadsIt()
        {
            string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            string program = Path.Combine(DeviceAssembly.Root, "samples/OwnPage/bin", configuration, "net10.0/OwnPage.dll");
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
            try
            {
                string said = (await process.StandardOutput.ReadLineAsync())!;
                using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = new Uri(said.Split(' ')[0]) };
                Assert.EndsWith("</html>\n", await client.GetStringAsync(""));
                using HttpResponseMessage script = await client.GetAsync("tank.js");
                Assert.Equal("text/javascript", $"{script.Content.Headers.ContentType}");
                Assert.Contains("nano.card('Tank')", await script.Content.ReadAsStringAsync());
                JsonNode all = JsonNode.Parse(await client.GetStringAsync("api/readings"))!;
                Assert.Equal("/tank.js", (string)all["script"]!);
                Assert.Equal("level_percent", (string)all["readings"]![0]!["name"]!);
                using HttpResponseMessage emptied = await client.PostAsync("tank/empty", new ByteArrayContent([]));
                Assert.Equal("empty\n", await emptied.Content.ReadAsStringAsync());
            }
            finally
            {
                process.StandardInput.WriteLine();
                await process.WaitForExitAsync();
            }

            Assert.Equal(0, process.ExitCode);
        }
    }
}
