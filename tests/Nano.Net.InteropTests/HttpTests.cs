using System.Globalization;
using System.Text;

namespace Nano.Net.InteropTests
{
    /// <summary>curl against a few lines of HTTP on this stack's sockets.</summary>
    public class HttpTests
    {
        private const int Port = 80;
        private static readonly string Site = $"http://{Lab.Address}";

        [SkippableFact]
        public void Curl_GetsAPage() => WithCurl(lab =>
            Assert.Equal("you asked for GET /page", Curl(lab, "-f", $"{Site}/page").Output));

        [SkippableFact]
        public void Curl_GetsSeveralPagesOverOneConnection() => WithCurl(lab =>
        {
            ProgramResult result = Curl(lab, "-f", $"{Site}/one", $"{Site}/two", $"{Site}/three");
            Assert.Equal("you asked for GET /oneyou asked for GET /twoyou asked for GET /three", result.Output);
            Assert.Equal(1, lab.Stack.Counters.Tcp.PassiveOpens);
        });

        [SkippableFact]
        public void Curl_UploadsAndDownloadsAFile() => WithCurl(lab =>
        {
            using var files = new TemporaryFolder();
            byte[] content = new byte[3_000_001];
            new Random(1).NextBytes(content);
            File.WriteAllBytes(files["sent"], content);
            Curl(lab, "-f", "--data-binary", $"@{files["sent"]}", "-H", "Expect:", "-o", files["received"], $"{Site}/mirror");
            Assert.True(content.AsSpan().SequenceEqual(File.ReadAllBytes(files["received"])), "the file has changed on the way");
        });

        [SkippableFact]
        public void Curl_RunsInParallel() => WithCurl(lab =>
        {
            using var files = new TemporaryFolder();
            string url = $"{Site}/[1-40]";
            Curl(lab, "-f", "-Z", "--parallel-immediate", "--parallel-max", "20", url, "-o", files["#1"]);
            for (int i = 1; i <= 40; i++)
            {
                Assert.Equal($"you asked for GET /{i}", File.ReadAllText(files[$"{i}"]));
            }
        });

        private static ProgramResult Curl(Lab lab, params string[] arguments) =>
            lab.Kernel.Run("curl", ["-sS", "--max-time", "10", "--noproxy", "*", .. arguments]).Succeeded();

        private static void WithCurl(Action<Lab> test) => Lab.Run(lab =>
        {
            Program.Require("curl", "curl");
            TcpListener listener = lab.Listen(Port);
            var server = new Worker(() => lab.Serve(listener, Serve));
            test(lab);
            listener.Stop();
            server.Join();
        });

        private static void Serve(TcpClient client)
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                while (ReadHead(stream) is { Length: > 0 } head)
                {
                    string[] request = head.Split("\r\n")[0].Split(' ');
                    byte[] body = ReadBody(stream, head);
                    byte[] content = request[0] == "POST" ? body : Encoding.ASCII.GetBytes($"you asked for {request[0]} {request[1]}");
                    stream.WriteText($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {content.Length}\r\n\r\n");
                    stream.Write(content, 0, content.Length);
                }
            }
        }

        private static string ReadHead(NetworkStream stream)
        {
            var head = new StringBuilder();
            int next;
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && (next = stream.ReadByte()) >= 0)
            {
                head.Append((char)next);
            }

            return head.ToString();
        }

        private static byte[] ReadBody(NetworkStream stream, string head)
        {
            const string field = "content-length:";
            string? line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(field, StringComparison.OrdinalIgnoreCase));
            byte[] body = new byte[line == null ? 0 : int.Parse(line[field.Length..], CultureInfo.InvariantCulture)];
            stream.ReadExactly(body);
            return body;
        }
    }
}
