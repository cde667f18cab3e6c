namespace Nano.Cli
{
    /// <summary>HttpClient with nginx. The program makes the checks itself.</summary>
    internal sealed class HttpClientLibraryTest : LibraryTest
    {
        private const int LargeSize = 1 << 20;

        // Byte i of the large file is i % 251.
        private const int Period = 251;
        private static readonly string[] Names = ["get", "status", "post", "chunked", "redirect", "alive", "many", "large", "short", "killed", "again"];

        /// <inheritdoc/>
        public override string Name => "HttpClient";

        /// <inheritdoc/>
        public override string Project => "HttpClient";

        /// <inheritdoc/>
        public override int Checks => Names.Length + 1;

        /// <inheritdoc/>
        public override (string Program, string Package)[] Needs => [("nginx", "nginx-light"), ("socat", "socat")];

        /// <inheritdoc/>
        public override void Run(LibraryLab lab, Func<LabProcess> start, LibraryReport report)
        {
            string configuration = Configure(lab);
            LabProcess server = StartServer(lab, configuration);
            lab.Start("socat", $"TCP-LISTEN:8082,bind={LibraryLab.Address},reuseaddr,fork", "SYSTEM:printf 'HTTP/1.1 200 OK\\r\\nContent-Length\\: 1000\\r\\n\\r\\nonly'");
            LabProcess program = start();
            WaitForStack(program);
            if (program.WaitFor(line => line == "@slow" || Ends(line), 200) == "@slow")
            {
                Thread.Sleep(1000);
                server.Kill();
                program.WaitFor(line => line.StartsWith("@check killed ", StringComparison.Ordinal), 60);
                StartServer(lab, configuration);
            }

            program.WaitFor(Ends, 60);
            foreach (string name in Names)
            {
                string? line = program.Lines.FirstOrDefault(line => line.StartsWith($"@check {name} ", StringComparison.Ordinal));
                string[]? words = line?.Split(' ', 4);
                report.Check(name, words == null ? $"not come so far: {Tail(program)}" : words[3] == "good" ? null : words[3]);
                if (words != null && name is "many" or "large")
                {
                    report.Figure(name == "many" ? "200 requests" : "1 MiB", double.Parse(words![2]), "ms");
                }
            }

            string access = File.ReadAllText(Path.Combine(lab.Folder, "access.log"));
            string[] paced = [.. access.Split('\n').Where(line => line.Contains("GET /alive ", StringComparison.Ordinal))];
            string[] connections = [.. paced.Select(line => line.Split(' ')[0]).Distinct()];
            report.Figure("connections for ten requests that offer keep-alive", connections.Length, "");
            report.Check("leaves the heap as it was", CompareHeap(program, "warm", "large"));
            AddHeap(program, report);
        }

        private static string Configure(LibraryLab lab)
        {
            string site = Directory.CreateDirectory(Path.Combine(lab.Folder, "site", "chunked")).Parent!.FullName;
            byte[] large = new byte[LargeSize];
            for (int i = 0; i < large.Length; i++)
            {
                large[i] = (byte)(i % Period);
            }

            File.WriteAllBytes(Path.Combine(site, "large"), large);
            File.WriteAllBytes(Path.Combine(site, "slow"), large);
            File.WriteAllText(Path.Combine(site, "chunked", "page.html"), "one word two");
            string configuration = Path.Combine(lab.Folder, "nginx.conf");
            File.WriteAllText(configuration, $$"""
                user root;
                daemon off;
                worker_processes 1;
                pid {{lab.Folder}}/nginx.pid;
                error_log {{lab.Folder}}/error.log;
                events { worker_connections 64; }
                http {
                    log_format plain '$connection $request $status';
                    access_log {{lab.Folder}}/access.log plain;
                    client_body_temp_path {{lab.Folder}}/body;
                    proxy_temp_path {{lab.Folder}}/proxy;
                    fastcgi_temp_path {{lab.Folder}}/fastcgi;
                    uwsgi_temp_path {{lab.Folder}}/uwsgi;
                    scgi_temp_path {{lab.Folder}}/scgi;
                    default_type text/plain;
                    keepalive_requests 1000;
                    server {
                        listen {{LibraryLab.Address}}:80;
                        root {{site}};
                        location = /hello { return 200 "hello"; }
                        location = /alive { return 200 "alive"; }
                        location = /many { return 200 "many"; }
                        location = /moved { return 302 http://web.test/hello; }
                        location = /post { proxy_set_header X-Body $request_body; proxy_pass http://127.0.0.1:8081; }
                        location /chunked/ { default_type text/html; types { text/html html; } sub_filter word changed; }
                        location = /slow { limit_rate 20k; }
                    }
                    server {
                        listen 127.0.0.1:8081;
                        location / { return 200 "$http_x_body"; }
                    }
                }

                """);
            return configuration;
        }

        private static LabProcess StartServer(LibraryLab lab, string configuration)
        {
            LabProcess server = lab.Start("nginx", "-c", configuration, "-e", Path.Combine(lab.Folder, "error.log"));
            Thread.Sleep(500);
            return !server.HasEnded ? server : throw new CliException($"nginx does not start: {Tail(server)}", NanoCommand.Failed);
        }
    }
}
