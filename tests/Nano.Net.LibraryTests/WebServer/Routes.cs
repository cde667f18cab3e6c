using System.IO;
using System.Threading;
using nanoFramework.WebServer;

namespace Nano.Net.LibraryTests
{
    /// <summary>What the server answers.</summary>
    public class Routes
    {
        /// <summary>Set when somebody asks for the end.</summary>
        internal static readonly ManualResetEvent Ended = new ManualResetEvent(false);

        private static int requests;

        /// <summary>A page.</summary>
        [Route("page")]
        [Method("GET")]
        public void Page(WebServerEventArgs e)
        {
            e.Context.Response.ContentType = "text/html";
            WebServer.OutputAsStream(e.Context.Response, "<!DOCTYPE html><title>device</title><p id=\"a\">the page of the device</p>");
            Interlocked.Increment(ref requests);
        }

        /// <summary>What was sent, sent back.</summary>
        [Route("echo")]
        [Method("POST")]
        public void Echo(WebServerEventArgs e)
        {
            byte[] body = new byte[(int)e.Context.Request.ContentLength64];
            int read = 0;
            Stream stream = e.Context.Request.InputStream;
            while (read < body.Length)
            {
                int got = stream.Read(body, read, body.Length - read);
                if (got == 0)
                {
                    break;
                }

                read += got;
            }

            e.Context.Response.ContentType = "text/plain";
            e.Context.Response.ContentLength64 = read;
            e.Context.Response.OutputStream.Write(body, 0, read);
            Interlocked.Increment(ref requests);
        }

        /// <summary>The heap and the count, for the command.</summary>
        [Route("report")]
        [Method("GET")]
        public void Report(WebServerEventArgs e)
        {
            e.Context.Response.ContentType = "text/plain";
            WebServer.OutputAsStream(e.Context.Response, "requests " + requests.ToString() + "\nheap " + nanoFramework.Runtime.Native.GC.Run(true).ToString() + "\n");
        }

        /// <summary>Ends the program.</summary>
        [Route("end")]
        [Method("GET")]
        public void End(WebServerEventArgs e)
        {
            e.Context.Response.ContentType = "text/plain";
            WebServer.OutputAsStream(e.Context.Response, "ended");
            Ended.Set();
        }
    }
}
