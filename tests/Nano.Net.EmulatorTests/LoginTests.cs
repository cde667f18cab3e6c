using System;
using System.Text;
using Nano.Net.Cryptography;
using Nano.Net.Http;
using Nano.Net.Http.Digest;
using Nano.Net.Management;
using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Login by HTTP Digest, settings and the log on the interpreter.</summary>
    [TestClass]
    public class LoginTests
    {
        private const int Requests = 12;
        private const string ClientNonce = "0a4f113b9c27d85e";

        [TestMethod]
        public void Password_LetsIn_Once()
        {
            using (World world = new World(Heap.OfBoards))
            {
                string secret = DigestSecret.Make("admin", "nano", "correct horse");
                Assert.AreEqual(64, secret.Length);
                HttpServer server = new HttpServer(world.B, new HttpServerOptions());
                server.Map(HttpMethods.Post, "/led", Answer, new DigestAuthenticator(world.B, new DigestOptions { Secret = secret }));
                server.Map(HttpMethods.Post, "/open", Answer);
                server.Start();
                using (server)
                {
                    TcpClient client = world.Connect(80);
                    string challenge = Http.Exchange(client, "POST /led HTTP/1.1\r\nHost: nano\r\nContent-Length: 2\r\n\r\non", "Unauthorized\n");
                    Assert.IsTrue(challenge.IndexOf("HTTP/1.1 401 ") == 0, challenge);
                    int at = challenge.IndexOf("nonce=\"") + 7;
                    string nonce = challenge.Substring(at, challenge.IndexOf('"', at) - at);
                    string[] asked = new string[Requests];
                    for (int i = 0; i < Requests; i++)
                    {
                        asked[i] = Request(secret, nonce, i + 1);
                    }

                    long start = DateTime.UtcNow.Ticks;
                    for (int i = 0; i < Requests; i++)
                    {
                        string response = Http.Exchange(client, asked[i], "done");
                        Assert.IsTrue(response.IndexOf("HTTP/1.1 200 ") == 0, response);
                    }

                    long withLogin = DateTime.UtcNow.Ticks - start;
                    string again = Http.Exchange(client, asked[0], "Unauthorized\n");
                    Assert.IsTrue(again.IndexOf("stale=true") > 0, again);
                    start = DateTime.UtcNow.Ticks;
                    for (int i = 0; i < Requests; i++)
                    {
                        Http.Exchange(client, "POST /open HTTP/1.1\r\nHost: nano\r\nContent-Length: 2\r\n\r\non", "done");
                    }

                    long without = DateTime.UtcNow.Ticks - start;
                    OutputHelper.WriteLine("a request with login: " + (withLogin / Requests / 10).ToString() + " us, without: " + (without / Requests / 10).ToString() + " us, both stacks");
                    client.Close();
                }
            }
        }

        [TestMethod]
        public void SettingsStore_FallsBackToTheOtherSlot_WhereOneIsDamaged()
        {
            MemoryMedium medium = new MemoryMedium();
            using (World world = new World(Heap.OfBoards))
            {
                DeviceSettings settings = new DeviceSettings(world.B, new SettingsStore(medium, 256), 4);
                settings.Add(new SettingsField("interval", SettingsType.Number, "1000") { Minimum = 100, Maximum = 5000 });
                settings.Load();
                Assert.IsTrue(settings.IsNew);
            }

            SettingsStore store = new SettingsStore(medium, 256);
            byte[] content = new byte[256];
            Assert.AreEqual(-1, store.Load(content));
            store.Save(Encoding.UTF8.GetBytes("first"), 5);
            store.Save(Encoding.UTF8.GetBytes("second"), 6);
            Assert.AreEqual(6, new SettingsStore(medium, 256).Load(content));
            Assert.AreEqual("second", Encoding.UTF8.GetString(content, 0, 6));
            medium.Damage(1);
            Assert.AreEqual(5, new SettingsStore(medium, 256).Load(content));
            Assert.AreEqual("first", Encoding.UTF8.GetString(content, 0, 5));
        }

        [TestMethod]
        public void Log_KeepsItsLines()
        {
            using (World world = new World(Heap.OfBoards))
            {
                DeviceLog log = new DeviceLog(world.B.Clock);
                for (int i = 0; i < 60; i++)
                {
                    log.Write(LogSeverity.Notice, "part", "line " + i.ToString());
                }

                HttpServer server = new HttpServer(world.B, new HttpServerOptions());
                server.Map(HttpMethods.Get, "/api/log", log.Answer);
                server.Start();
                using (server)
                {
                    TcpClient client = world.Connect(80);
                    string response = Http.Exchange(client, "GET /api/log HTTP/1.1\r\nHost: nano\r\n\r\n", "\r\n0\r\n\r\n");
                    Assert.IsTrue(response.IndexOf("notice part: line 59\n") > 0, response);
                    Assert.IsTrue(response.IndexOf("notice part: line 10\n") > 0, response);
                    Assert.IsTrue(response.IndexOf("notice part: line 9\n") < 0, response);
                    client.Close();
                }
            }
        }

        private static void Answer(HttpRequest request, HttpResponse response)
        {
            response.Write("done");
        }

        private static string Request(string secret, string nonce, int count)
        {
            string nc = "000000" + (count / 10).ToString() + (count % 10).ToString();
            string second = DigestSecretOf("POST:/led");
            string answer = DigestSecretOf(secret + ":" + nonce + ":" + nc + ":" + ClientNonce + ":auth:" + second);
            return "POST /led HTTP/1.1\r\nHost: nano\r\nContent-Length: 2\r\nAuthorization: Digest username=\"admin\", realm=\"nano\", nonce=\"" + nonce
                + "\", uri=\"/led\", algorithm=SHA-256, qop=auth, nc=" + nc + ", cnonce=\"" + ClientNonce + "\", response=\"" + answer + "\"\r\n\r\non";
        }

        private static string DigestSecretOf(string text)
        {
            byte[] message = Encoding.UTF8.GetBytes(text);
            byte[] hash = new byte[Sha256.HashSize];
            Sha256 sha = new Sha256();
            sha.Update(message, 0, message.Length);
            sha.Finish(hash, 0);
            string hex = "";
            for (int i = 0; i < hash.Length; i++)
            {
                hex += hash[i].ToString("X2").ToLower();
            }

            return hex;
        }

        private sealed class MemoryMedium : ISettingsMedium
        {
            private readonly byte[][] slots = new byte[][] { new byte[0], new byte[0] };

            public int Read(int slot, byte[] buffer)
            {
                Array.Copy(slots[slot], 0, buffer, 0, slots[slot].Length);
                return slots[slot].Length;
            }

            public void Write(int slot, byte[] buffer, int count)
            {
                slots[slot] = new byte[count];
                Array.Copy(buffer, 0, slots[slot], 0, count);
            }

            internal void Damage(int slot)
            {
                slots[slot][12] ^= 1;
            }
        }
    }
}
