namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>The dashboard behind nginx, which holds answers back by default until it has a buffer full of them.</summary>
    public class ProxyTests
    {
        private const int Port = 8080;

        [SkippableTheory]
        [InlineData("", null)]
        [InlineData("proxy_set_header Host $host;", "10.77.0.1")]
        [InlineData("proxy_http_version 1.1; proxy_set_header Connection \"\";", null)]
        public void PageIsLive_BehindNginx_WhicheverHostItPassesOn(string more, string? hostName) => Run(more, hostName, async (device, site) =>
        {
            await using DashboardPage dashboard = await DashboardPage.OpenAsync(device.Lab.Kernel, site);
            await dashboard.UntilAsync("live");
            await dashboard.UntilChartMovesAsync(DashboardPage.Temperature);

            // Events, and not the polling that a page falls back to.
            await Task.Delay(12_000);
            Assert.Equal("live", await dashboard.StateAsync());
            Assert.Empty(dashboard.Complaints);
        });

        [SkippableFact]
        public void HostOfTheProxy_IsRefused_AndTheAnswerSaysWhatToDo() => Run("proxy_set_header Host $host;", null, (device, site) =>
        {
            ProgramResult answer = device.Curl("-w", "%{http_code}", site);
            Assert.Equal(
                "Misdirected Request\nThe request is for a host that is not this one. Behind a proxy: --host-name NAME takes one more name.\n421",
                answer.Succeeded().Output);
            return Task.CompletedTask;
        });

        private static void Run(string more, string? hostName, Func<TelemetryLab, string, Task> test) => TelemetryLab.Run(
            "nginx",
            "nginx-light",
            device =>
            {
                Program.Require("chromium", "chromium");
                using var folder = new TemporaryFolder();
                string file = folder["nginx.conf"];
                File.WriteAllText(file, $$"""
                    user root;
                    daemon off;
                    worker_processes 1;
                    pid {{folder["pid"]}};
                    error_log {{folder["error"]}};
                    events { worker_connections 64; }
                    http {
                        access_log off;
                        client_body_temp_path {{folder["body"]}};
                        proxy_temp_path {{folder["proxy"]}};
                        fastcgi_temp_path {{folder["fastcgi"]}};
                        uwsgi_temp_path {{folder["uwsgi"]}};
                        scgi_temp_path {{folder["scgi"]}};
                        server {
                            listen {{device.Lab.Kernel.Address}}:{{Port}};
                            location / { proxy_pass {{TelemetryLab.Site}}; {{more}} }
                        }
                    }

                    """);
                using Program nginx = device.Lab.Kernel.Start("nginx", "-c", file, "-e", folder["error"]);
                string site = $"http://{device.Lab.Kernel.Address}:{Port}/";
                device.Curl("--retry", "20", "--retry-connrefused", "--retry-delay", "1", "-o", "/dev/null", site).Succeeded();
                test(device, site).GetAwaiter().GetResult();
            },
            hostName: hostName);
    }
}
