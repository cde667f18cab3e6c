using System.Runtime.CompilerServices;
using Nano.Net.Http;

namespace Nano.Net.InteropTests.Http
{
    /// <summary>An HTTP server on this stack, and programs of the kernel's host as its clients.</summary>
    internal sealed class WebLab(Lab lab, HttpServer server)
    {
        internal const string Token = "correct-horse-battery-staple";

        internal static readonly string Site = $"http://{Lab.Address}";

        internal Lab Lab { get; } = lab;

        internal HttpServer Server { get; } = server;

        internal EventBroadcaster Events { get; private init; } = null!;

        /// <summary>Runs a test with a server.</summary>
        internal static void Run(string program, string package, Action<WebLab> test, Action<HttpServerOptions>? configure = null, LabOptions? options = null, [CallerMemberName] string name = "") => Lab.Run(
            lab =>
            {
                Program.Require(program, package);
                var settings = new HttpServerOptions { Connections = 32, RequestSize = 8192, BodySize = 4096, ResponseSize = 4096, TargetSize = 1024 };
                configure?.Invoke(settings);
                using var server = new HttpServer(lab.Runner, settings);
                var web = new WebLab(lab, server) { Events = new EventBroadcaster(server, new EventOptions()) };
                web.Map();
                server.Start();
                test(web);
                Assert.Equal(0, server.Counters.HandlerFailures);
            },
            options,
            name);

        internal ProgramResult Curl(params string[] arguments) =>
            Lab.Kernel.Run("curl", ["-sS", "--max-time", "10", "--noproxy", "*", .. arguments]);

        private void Map()
        {
            Server.Map(HttpMethods.Get, "/json", (_, response) =>
            {
                response.ContentType = "application/json";
                response.Write("{\"payload\":\"");
                response.Write(new string('x', 186));
                response.Write("\"}");
            });
            Server.Map(HttpMethods.Post | HttpMethods.Put, "/echo", (request, response) => response.Write(request.Body));
            Server.Map(HttpMethods.Get, "/query", (request, response) => response.Write(request.FindParameter("name")?.ToString()));
            Server.Map(HttpMethods.Post, "/secret", (_, response) => response.Write("let in"), new BearerToken(Token));
            Server.Map(HttpMethods.Get, "/rows", (_, response) => response.SendBody((writer, row) =>
            {
                writer.Write("this is row ");
                writer.Write(row);
                writer.Write("\n");
                return row == 9999 ? HttpResponse.EndOfBody : row + 1;
            }));
            Server.Map(HttpMethods.Get, "/events", Events.Subscribe);
        }
    }
}
