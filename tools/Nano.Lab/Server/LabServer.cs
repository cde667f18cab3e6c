using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Nano.Workbench
{
    /// <summary>Serves the page and its messages, on loopback alone. A page of another site can neither read nor ask for anything here: Host and Origin are checked.</summary>
    internal sealed class LabServer : IAsyncDisposable
    {
        private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
        private readonly WebApplication application;
        private readonly LabServerOptions options;

        private LabServer(LabServerOptions options)
        {
            this.options = options;
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
            builder.Logging.ClearProviders();

            // Neither a file nor a variable of the environment adds an address: it is loopback alone.
            builder.Configuration.Sources.Clear();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
            application = builder.Build();
            application.UseWebSockets();
            application.Use(CheckAsync);
            application.Map("/run", RunAsync);
            application.MapGet("/{name?}", (string? name, HttpContext context) => PageFiles.SendAsync(name ?? "index.html", context));
        }

        /// <summary>The page's address.</summary>
        public string Address => application.Urls.Single().TrimEnd('/') + "/";

        /// <summary>Starts to serve.</summary>
        /// <exception cref="IOException">The port is taken.</exception>
        public static async Task<LabServer> StartAsync(LabServerOptions options)
        {
            var server = new LabServer(options);
            try
            {
                await server.application.StartAsync();
                return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => application.DisposeAsync();

        // A name that somebody else's page has made point here (DNS rebinding) is not ours.
        private static bool IsOurs(HostString host) => host.Host is "localhost" or "127.0.0.1";

        private static async Task CheckAsync(HttpContext context, RequestDelegate next)
        {
            string origin = context.Request.Headers.Origin.ToString();
            if (!IsOurs(context.Request.Host) || (origin.Length > 0 && origin != $"http://{context.Request.Host}"))
            {
                context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                return;
            }

            context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers.CacheControl = "no-cache";
            await next(context);
        }

        private async Task RunAsync(HttpContext context)
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var page = new PageConnection(socket, options.Capture);
            await page.RunAsync(context.RequestAborted);
        }
    }
}
