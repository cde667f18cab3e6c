using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;

namespace Nano.Net.LibraryTests
{
    /// <summary>Asks a web server for one thing after the other, and says of each whether it got what it should.</summary>
    /// <remarks>
    /// The library closes the connection with every answer, although it offers to keep it. An answer of HttpClient whose body is
    /// not read at once may lose its connection: nobody holds the HttpWebResponse below it, whose finalizer closes it. A long
    /// body is therefore asked for by the library's HttpWebRequest, and its answer held.
    /// </remarks>
    public sealed class HttpProbe
    {
        private const string Site = "http://web.test";
        private const string DyingSite = "http://web.test:8082";
        private const int Requests = 200;
        private const int PacedRequests = 10;

        // Milliseconds between two requests: what is left of each, finalizers tidy up.
        private const int Breath = 25;

        // Milliseconds. The library looks for half a second whether more of an answer comes.
        private const int Pace = 800;
        private const int LargeSize = 1048576;

        private readonly byte[] buffer = new byte[512];
        private HttpClient client;

        /// <summary>Asks for everything.</summary>
        public void Run()
        {
            client = new HttpClient();
            client.Timeout = TimeSpan.FromSeconds(20);
            Check("get", Get);
            Check("status", Status);
            Check("post", Post);
            Check("chunked", Chunked);
            Check("redirect", Redirect);
            Thread.Sleep(2 * Pace);
            Check("alive", Alive);
            Thread.Sleep(2 * Pace);
            Rig.SayHeap("warm");
            Check("many", Many);
            Thread.Sleep(2 * Pace);
            Rig.SayHeap("many");
            Check("large", Large);
            Thread.Sleep(2 * Pace);
            Rig.SayHeap("large");
            Check("short", Short);
            Check("killed", Killed);
            Check("again", Again);
            client.Dispose();
        }

        private static void Check(string name, Work work)
        {
            DateTime start = DateTime.UtcNow;
            string result;
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                result = e.GetType().FullName + ": " + e.Message + (e.InnerException == null ? "" : " < " + e.InnerException.GetType().FullName + ": " + e.InnerException.Message);
            }

            Rig.Say("check " + name + " " + ((DateTime.UtcNow - start).Ticks / 10000).ToString() + " " + (result == null ? "good" : result));
        }

        private static string Expect(string expected, string found)
        {
            return expected == found ? null : "'" + found + "' instead of '" + expected + "'";
        }

        // What a page must have is the name of its folder: nginx is configured so.
        private string Get()
        {
            using (HttpResponseMessage response = client.Get(Site + "/hello"))
            {
                response.EnsureSuccessStatusCode();
                return Expect("hello", response.Content.ReadAsString());
            }
        }

        private string Status()
        {
            using (HttpResponseMessage response = client.Get(Site + "/nothing"))
            {
                return Expect("404", ((int)response.StatusCode).ToString());
            }
        }

        private string Post()
        {
            using (StringContent content = new StringContent("21.5", Encoding.UTF8, "text/plain"))
            using (HttpResponseMessage response = client.Post(Site + "/post", content))
            {
                response.EnsureSuccessStatusCode();
                return Expect("21.5", response.Content.ReadAsString());
            }
        }

        private string Chunked()
        {
            using (HttpResponseMessage response = client.Get(Site + "/chunked/page.html"))
            {
                response.EnsureSuccessStatusCode();
                return Expect("one changed two", response.Content.ReadAsString());
            }
        }

        // The library does not follow it, and its HttpResponseHeaders has no member to read where to: the status is what it tells.
        private string Redirect()
        {
            using (HttpResponseMessage response = client.Get(Site + "/moved"))
            {
                return Expect("302", ((int)response.StatusCode).ToString());
            }
        }

        // One after the other, with time enough for the library to take its connection back.
        private string Alive()
        {
            for (int i = 0; i < PacedRequests; i++)
            {
                using (HttpWebResponse response = Ask(Site + "/alive"))
                {
                    Stream stream = response.GetResponseStream();
                    int read = stream.Read(buffer, 0, buffer.Length);
                    string wrong = Expect("alive", Encoding.UTF8.GetString(buffer, 0, read));
                    if (wrong != null)
                    {
                        return "request " + i.ToString() + ": " + wrong;
                    }
                }

                Thread.Sleep(Pace);
            }

            return null;
        }

        // One after the other: each on a connection of its own, which is closed with it.
        private string Many()
        {
            for (int i = 0; i < Requests; i++)
            {
                HttpRequestMessage request = new HttpRequestMessage(HttpMethod.Get, Site + "/many");
                request.Headers.ConnectionClose = true;
                using (HttpResponseMessage response = client.Send(request))
                {
                    response.EnsureSuccessStatusCode();
                    string wrong = Expect("many", response.Content.ReadAsString());
                    if (wrong != null)
                    {
                        return "request " + i.ToString() + ": " + wrong;
                    }
                }

                Thread.Sleep(Breath);
            }

            return null;
        }

        private string Large()
        {
            using (HttpWebResponse response = Ask(Site + "/large"))
            {
                Stream stream = response.GetResponseStream();
                int total = 0;
                int wrong = 0;
                while (total < LargeSize)
                {
                    int read = stream.Read(buffer, 0, buffer.Length);
                    if (read == 0)
                    {
                        break;
                    }

                    // Byte i of the file is i % 251.
                    if (buffer[0] != total % 251 || buffer[read - 1] != (total + read - 1) % 251)
                    {
                        wrong++;
                    }

                    total += read;
                }

                return Expect(LargeSize.ToString() + " bytes, 0 wrong", total.ToString() + " bytes, " + wrong.ToString() + " wrong");
            }
        }

        private static HttpWebResponse Ask(string url)
        {
            return (HttpWebResponse)((HttpWebRequest)WebRequest.Create(url)).GetResponse();
        }

        // The server promises 1,000 bytes and closes after four.
        private string Short()
        {
            try
            {
                using (HttpResponseMessage response = client.Get(DyingSite + "/"))
                {
                    string text = response.Content.ReadAsString();
                    return "'" + text + "' instead of an exception";
                }
            }
            catch (OutOfMemoryException)
            {
                throw;
            }
            catch (Exception)
            {
                // The library throws a NullReferenceException here.
                return null;
            }
        }

        // The command kills the server meanwhile.
        private string Killed()
        {
            try
            {
                using (HttpWebResponse response = Ask(Site + "/slow"))
                {
                    Stream stream = response.GetResponseStream();
                    Rig.Say("slow");
                    int total = 0;
                    while (total < LargeSize)
                    {
                        int read = stream.Read(buffer, 0, buffer.Length);
                        if (read == 0)
                        {
                            return null;
                        }

                        total += read;
                    }

                    return "the whole body, although the server was killed";
                }
            }
            catch (System.Net.Sockets.SocketException)
            {
                return null;
            }
            catch (IOException)
            {
                return null;
            }
        }

        // The command starts the server again.
        private string Again()
        {
            string wrong = "never tried";
            for (int i = 0; i < 40 && wrong != null; i++)
            {
                Thread.Sleep(500);
                try
                {
                    wrong = Get();
                }
                catch (Exception e)
                {
                    wrong = e.GetType().FullName + ": " + e.Message;
                }
            }

            return wrong;
        }

        private delegate string Work();
    }
}
