using Microsoft.AspNetCore.Http;

namespace Nano.Workbench
{
    /// <summary>The files of the page, which lie in the assembly.</summary>
    internal static class PageFiles
    {
        /// <summary>Sends a file, or 404.</summary>
        public static async Task SendAsync(string name, HttpContext context)
        {
            using Stream? file = typeof(PageFiles).Assembly.GetManifestResourceStream("page/" + name);
            if (file == null)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            context.Response.ContentType = System.IO.Path.GetExtension(name) switch
            {
                ".html" => "text/html; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => "application/octet-stream",
            };
            context.Response.ContentLength = file.Length;
            await file.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }
}
