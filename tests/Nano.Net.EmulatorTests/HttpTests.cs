using System;
using System.Text;
using Nano.Net.Http;
using Nano.Net.Sockets;
using nanoFramework.TestFramework;

namespace Nano.Net.EmulatorTests
{
    /// <summary>The HTTP server on the interpreter, asked through real connections.</summary>
    [TestClass]
    public class HttpTests
    {
        private const string Secret = "correct-horse-battery";

        [TestMethod]
        [DataRow(Heap.Whole)]
        [DataRow(Heap.OfBoards)]
        public void Get_IsAnswered_TwiceOverOneConnection(int heap)
        {
            using (World world = new World(heap))
            using (HttpServer server = Serve(world))
            {
                TcpClient client = world.Connect(80);
                for (int i = 0; i < 2; i++)
                {
                    string response = Http.Exchange(client, "GET /api/temperature HTTP/1.1\r\nHost: nano\r\n\r\n", "}");
                    Assert.IsTrue(response.IndexOf("HTTP/1.1 200 OK\r\n") == 0, response);
                    Assert.IsTrue(response.IndexOf("Content-Length:         17\r\n") > 0, response);
                    Assert.IsTrue(response.IndexOf("\r\n\r\n{\"celsius\":21.50}") > 0, response);
                }

                Assert.AreEqual(2L, server.Counters.Requests);
                client.Close();
            }
        }

        [TestMethod]
        public void LongCookie_IsDroppedWhileItArrives()
        {
            using (World world = new World(Heap.OfBoards))
            using (HttpServer server = Serve(world))
            {
                TcpClient client = world.Connect(80);
                string response = Http.Exchange(client, "GET /api/temperature HTTP/1.1\r\nHost: nano\r\nCookie: " + new string('c', 3000) + "\r\nAccept: */*\r\n\r\n", "}");
                Assert.IsTrue(response.IndexOf("HTTP/1.1 200 OK\r\n") == 0, response);
                Assert.IsTrue(server.Counters.HeaderBytesDropped > 2000, "dropped");
                client.Close();
            }
        }

        [TestMethod]
        public void LongBody_ComesInChunks_ThroughASmallSendBuffer()
        {
            using (World world = new World(Heap.OfBoards))
            using (HttpServer server = Serve(world))
            {
                TcpClient client = world.Connect(80);
                string response = Http.Exchange(client, "GET /long HTTP/1.1\r\nHost: nano\r\n\r\n", "\r\n0\r\n\r\n");
                Assert.IsTrue(response.IndexOf("Transfer-Encoding: chunked") > 0, "chunked");
                Assert.IsTrue(response.IndexOf("row 299\n") > 0, "the last row");
                client.Close();
            }
        }

        [TestMethod]
        public void Post_WithoutTheRightToken_IsRefused()
        {
            using (World world = new World(Heap.OfBoards))
            using (HttpServer server = Serve(world))
            {
                TcpClient client = world.Connect(80);
                string response = Http.Exchange(client, "POST /api/led HTTP/1.1\r\nHost: nano\r\nAuthorization: Bearer wrong\r\nContent-Length: 2\r\n\r\non", "Unauthorized\n");
                Assert.IsTrue(response.IndexOf("HTTP/1.1 401 ") == 0, response);
                Assert.IsTrue(response.IndexOf("WWW-Authenticate: Bearer ") > 0, response);
                response = Http.Exchange(client, "POST /api/led HTTP/1.1\r\nHost: nano\r\nAuthorization: Bearer " + Secret + "\r\nContent-Length: 2\r\n\r\non", "led on");
                Assert.IsTrue(response.IndexOf("HTTP/1.1 200 OK") == 0, response);
                client.Close();
            }
        }

        [TestMethod]
        public void Events_ReachASubscriber()
        {
            using (World world = new World(Heap.OfBoards))
            using (HttpServer server = new HttpServer(world.B, new HttpServerOptions()))
            {
                EventBroadcaster events = new EventBroadcaster(server, new EventOptions());
                server.Map(HttpMethods.Get, "/events", events.Subscribe);
                server.Start();
                TcpClient client = world.Connect(80);
                string head = Http.Exchange(client, "GET /events HTTP/1.1\r\nHost: nano\r\n\r\n", "retry: 2000\n\n");
                Assert.IsTrue(head.IndexOf("Content-Type: text/event-stream\r\n") > 0, head);
                Wait.For(() => events.Subscribers == 1, "a subscriber");
                events.Publish(7, "sample", writer => writer.Write(42));
                Assert.AreEqual("data: 42\nid: 7\nevent: sample\n\n", Http.Exchange(client, "", "\n\n"));
                client.Close();
            }
        }

        [TestMethod]
        public void ThousandRequests_LeaveNothingOnTheHeap()
        {
            using (World world = new World(Heap.Whole))
            using (HttpServer server = Serve(world))
            {
                TcpClient client = world.Connect(80);
                byte[] request = Encoding.UTF8.GetBytes("GET /api/temperature?unit=c HTTP/1.1\r\nHost: nano\r\nAccept: */*\r\n\r\n");
                byte[] buffer = new byte[256];
                Repeat(client, request, buffer, 100);
                int free = Heap.FreeAtRest();
                Repeat(client, request, buffer, 1000);
                Assert.AreEqual(free, Heap.FreeAtRest(), "free bytes");
                client.Close();
            }
        }

        [TestMethod]
        public void FourConnections_TakeWhatTheOptionsSay()
        {
            if (Heap.Block() != Heap.BoardBlock)
            {
                Assert.SkipTest("the heap blocks of this CLR are larger than a board's");
            }

            using (World world = new World(Heap.Whole))
            {
                // What the clients' own sockets take: they are on the same heap.
                TcpListener listener = world.Listen(81);
                int free = Heap.FreeAtRest();
                TcpClient[] clients = new TcpClient[4];
                for (int i = 0; i < clients.Length; i++)
                {
                    clients[i] = world.Connect(81);
                }

                int ofClients = free - Heap.FreeAtRest();
                for (int i = 0; i < clients.Length; i++)
                {
                    clients[i].Close();
                    clients[i] = null;
                }

                listener.Stop();
                world.Skip(World.TimeWait);
                free = Heap.FreeAtRest();
                HttpServerOptions options = new HttpServerOptions();
                using (HttpServer server = Serve(world))
                {
                    int empty = free - Heap.FreeAtRest();
                    for (int i = 0; i < clients.Length; i++)
                    {
                        clients[i] = world.Connect(80);
                        Http.Exchange(clients[i], "GET /api/temperature HTTP/1.1\r\nHost: nano\r\n\r\n", "}");
                    }

                    int taken = free - Heap.FreeAtRest() - ofClients;
                    Console.WriteLine("an HTTP server takes " + empty.ToString() + " bytes, with four connections " + taken.ToString() + ", and MemoryFootprint says " + options.MemoryFootprint.ToString());
                    Assert.IsTrue(taken <= options.MemoryFootprint, taken.ToString() + " bytes were taken");
                    Assert.IsTrue(taken >= options.MemoryFootprint / 10 * 8, taken.ToString() + " bytes were taken");
                }
            }
        }

        private static HttpServer Serve(World world)
        {
            HttpServer server = new HttpServer(world.B, new HttpServerOptions());
            server.Map(HttpMethods.Get, "/api/temperature", Temperature);
            server.Map(HttpMethods.Get, "/long", Long);
            server.Map(HttpMethods.Post, "/api/led", Led, new BearerToken(Secret));
            server.Start();
            return server;
        }

        private static void Temperature(HttpRequest request, HttpResponse response)
        {
            response.ContentType = "application/json";
            response.Write("{\"celsius\":");
            response.WriteFixed(2150, 2);
            response.Write("}");
        }

        private static void Long(HttpRequest request, HttpResponse response)
        {
            response.SendBody((writer, row) =>
            {
                writer.Write("row ");
                writer.Write(row);
                writer.WriteByte((byte)'\n');
                return row < 299 ? row + 1 : HttpResponse.EndOfBody;
            });
        }

        private static void Led(HttpRequest request, HttpResponse response)
        {
            response.Write("led ");
            response.Write(request.Body);
        }

        private static void Repeat(TcpClient client, byte[] request, byte[] buffer, int times)
        {
            NetworkStream stream = client.GetStream();
            for (int i = 0; i < times; i++)
            {
                stream.Write(request, 0, request.Length);
                int count = 0;
                do
                {
                    count += stream.Read(buffer, count, buffer.Length - count);
                }
                while (buffer[count - 1] != '}');
            }
        }
    }
}
