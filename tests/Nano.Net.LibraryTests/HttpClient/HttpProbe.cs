using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;

namespace Nano.Net.LibraryTests
{
    /// <summary>Asks a web server for one thing after the other, and says of each whether it got what it should.</summary>
    public sealed class HttpProbe
    {
        private const string Site = "http://web.test";
        private const string DyingSite = "http://web.test:8082";
        private const int Requests = 200;
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
            Rig.SayHeap("warm");
            Check("many", Many);
            Rig.SayHeap("many");
            Check("large", Large);
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

        private string Redirect()
        {
            using (HttpResponseMessage response = client.Get(Site + "/moved"))
            {
                response.EnsureSuccessStatusCode();
                return Expect("hello", response.Content.ReadAsString());
            }
        }

        private string Many()
        {
            for (int i = 0; i < Requests; i++)
            {
                string wrong = Get();
                if (wrong != null)
                {
                    return "request " + i.ToString() + ": " + wrong;
                }
            }

            return null;
        }

        private string Large()
        {
            using (HttpResponseMessage response = client.Get(Site + "/large", HttpCompletionOption.ResponseHeadersRead))
            {
                response.EnsureSuccessStatusCode();
                using (Stream stream = response.Content.ReadAsStream())
                {
                    int total = 0;
                    int sum = 0;
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
                            sum++;
                        }

                        total += read;
                    }

                    return Expect(LargeSize.ToString() + " bytes, 0 wrong", total.ToString() + " bytes, " + sum.ToString() + " wrong");
                }
            }
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
            catch (Exception)
            {
                return null;
            }
        }

        // The command kills the server meanwhile.
        private string Killed()
        {
            try
            {
                using (HttpResponseMessage response = client.Get(Site + "/slow", HttpCompletionOption.ResponseHeadersRead))
                using (Stream stream = response.Content.ReadAsStream())
                {
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
            catch (Exception)
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
