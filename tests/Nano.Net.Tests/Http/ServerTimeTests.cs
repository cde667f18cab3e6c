using Nano.Net.Http;

namespace Nano.Net.Tests.Http
{
    /// <summary>How long the server waits for whom, and who has to make room for whom, in virtual time.</summary>
    public class ServerTimeTests
    {
        private const string Hello = "GET /hello HTTP/1.1\r\nHost: b\r\n\r\n";

        [Theory]
        [InlineData("G", 10_000)]
        [InlineData("GET /hello HTTP/1.1\r\nHost: b\r\n", 10_000)]
        [InlineData("POST /echo HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\nx", 10_000)]
        [InlineData("GET /hello HT", 500)]
        public void SlowRequest_IsAnsweredWith408_WhenItsTimeIsUp(string part, int timeout)
        {
            using var hosts = new VirtualHttpHosts(Routes, o => o.RequestTimeout = timeout);
            using Client slow = hosts.Connect();
            hosts.Run(5_000);
            slow.Send(part);
            hosts.Run(timeout - 1);
            Assert.Empty(hosts.Failures);
            Assert.Equal(408, slow.ReadResponse().Status);
            Assert.Equal("", slow.ReadToEnd());
            Assert.Equal([(HttpFailure.RequestTimedOut, null, 5_000L + timeout)], hosts.Failures);
            Assert.Equal((1, 0), (hosts.Server.Counters.RequestsTimedOut, hosts.Server.Counters.Requests));
        }

        /// <summary>What the stack's buffer holds beyond the server's arrives with no word of its own: it must be looked at without one.</summary>
        [Theory]
        [InlineData(256)]
        [InlineData(1_048)]
        [InlineData(1_200)]
        [InlineData(3_000)]
        [InlineData(16_000)]
        public void LongCookie_IsDropped_HoweverLargeTheReceiveBuffer(int receiveBuffer)
        {
            using var hosts = new VirtualHttpHosts(Routes, null, o => o.ReceiveBufferSize = receiveBuffer);
            using Client client = hosts.Connect();
            for (int i = 0; i < 3; i++)
            {
                client.Send($"GET /hello HTTP/1.1\r\nHost: b\r\nCookie: {new string('c', 7_000 + i)}\r\nAccept: */*\r\n\r\n");
                Assert.Equal("hello\n", client.ReadResponse().Body);
                client.Send($"POST /echo HTTP/1.1\r\nHost: b\r\nCookie: {new string('c', 700 + i)}\r\nContent-Length: 200\r\n\r\n{new string('b', 200)}");
                Assert.Equal(new string('b', 200), client.ReadResponse().Body);
            }

            Assert.Empty(hosts.Failures);
        }

        /// <summary>A byte now and then does not put the end off.</summary>
        [Fact]
        public void TricklingRequest_HasNoMoreTime()
        {
            using var hosts = new VirtualHttpHosts(Routes);
            using Client slow = hosts.Connect();
            foreach (char c in "GET /hello")
            {
                slow.Send(c.ToString());
                hosts.Run(1_000);
            }

            Assert.Equal(408, slow.ReadResponse().Status);
            Assert.Equal(10_000, Assert.Single(hosts.Failures).At);
        }

        [Fact]
        public void IdleConnection_IsClosedAfterItsTime_AndEachRequestBeginsItAnew()
        {
            using var hosts = new VirtualHttpHosts(Routes);
            using Client idle = hosts.Connect();
            hosts.Run(29_000);
            idle.Send(Hello);
            Assert.Equal("hello\n", idle.ReadResponse().Body);
            hosts.Run(29_999);
            idle.Send(Hello);
            Assert.Equal("hello\n", idle.ReadResponse().Body);
            Assert.Equal("", idle.ReadToEnd());
            Assert.Equal(88_999, hosts.Now);
            Assert.Empty(hosts.Failures);
        }

        [Theory]
        [InlineData("/endless")]
        [InlineData("/constant")]
        [InlineData("/text")]
        public void ClientThatTakesNothing_IsGivenUp(string path)
        {
            using var hosts = new VirtualHttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send($"GET {path} HTTP/1.1\r\nHost: b\r\n\r\n");
            hosts.Run(100);
            Assert.Equal(1, hosts.Server.ActiveConnections);
            hosts.Until(() => hosts.Server.ActiveConnections == 0);
            Assert.Equal((HttpFailure.WriteTimedOut, 1), (Assert.Single(hosts.Failures).Failure, hosts.Server.Counters.WritesTimedOut));

            // From the last byte that was acknowledged; probes of the closed window may have taken a little of it.
            Assert.InRange(hosts.Now, 10_000, 11_100);
        }

        [Fact]
        public void ClientThatTakesALittleNowAndThen_IsServedToTheEnd()
        {
            using var hosts = new VirtualHttpHosts(Routes);
            using Client client = hosts.Connect();
            client.Send("GET /constant HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n");
            client.ReadThrough("\r\n\r\n");
            int count = 0;
            while (count < 5_000)
            {
                hosts.Run(9_000);
                count += client.ReadBytes(1_000).Length;
            }

            Assert.Equal("", client.ReadToEnd());
            Assert.Empty(hosts.Failures);
        }

        [Fact]
        public void NewClient_TakesThePlaceOfAnIdleOne_ThenOfASlowRequest()
        {
            using var hosts = new VirtualHttpHosts(Routes, o => o.Connections = 2);
            using Client idle = hosts.Connect();
            idle.Send(Hello);
            idle.ReadResponse();
            using Client slow = hosts.Connect();
            slow.Send("GET /");
            hosts.Run(1_000);
            using Client third = hosts.Connect();
            third.Send(Hello);
            Assert.Equal(200, third.ReadResponse().Status);
            Assert.True(idle.IsClosed());
            using Client fourth = hosts.Connect();
            fourth.Send(Hello);
            Assert.Equal(200, fourth.ReadResponse().Status);
            Assert.True(slow.IsClosed());
            Assert.Equal(1_000, hosts.Now);
            Assert.Equal(2, hosts.Server.Counters.ConnectionsEvicted);
        }

        [Fact]
        public void NewClient_WaitsUntilAnotherHasHadItsGraceTime()
        {
            using var hosts = new VirtualHttpHosts(Routes, o => o.Connections = 1);
            using Client first = hosts.Connect();
            hosts.Run(400);
            first.Send(Hello);
            first.ReadResponse();
            using Client second = hosts.Connect();
            second.Send(Hello);
            Assert.Equal(200, second.ReadResponse().Status);
            Assert.Equal(1_400, hosts.Now);
            Assert.True(first.IsClosed());
        }

        [Fact]
        public void WhoHasBeenIdleLongest_GoesFirst()
        {
            using var hosts = new VirtualHttpHosts(Routes, o => o.Connections = 3);
            Client[] clients = [hosts.Connect(), hosts.Connect(), hosts.Connect()];
            foreach (int i in new[] { 2, 0, 1 })
            {
                hosts.Run(10);
                clients[i].Send(Hello);
                clients[i].ReadResponse();
            }

            hosts.Run(2_000);
            using Client newcomer = hosts.Connect();
            newcomer.Send(Hello);
            newcomer.ReadResponse();
            Assert.True(clients[2].IsClosed());
            foreach (int i in new[] { 0, 1 })
            {
                clients[i].Send(Hello);
                Assert.Equal(200, clients[i].ReadResponse().Status);
            }
        }

        /// <summary>A client that asks without a pause on a kept connection is never idle, and would keep all others out.</summary>
        [Fact]
        public void WhoStaysWhileSomebodyWaits_IsAskedToMakeRoom()
        {
            using var hosts = new VirtualHttpHosts(Routes, o => (o.Connections, o.GraceTime) = (1, 60_000));
            using Client busy = hosts.Connect();
            busy.Send(Hello);
            Assert.Null(busy.ReadResponse().Header("Connection"));
            using Client waits = hosts.Connect();
            waits.Send(Hello);
            hosts.Run(100);
            busy.Send(Hello);
            Assert.Equal("close", busy.ReadResponse().Header("Connection"));
            Assert.Equal("", busy.ReadToEnd());
            busy.Dispose();
            Assert.Equal(200, waits.ReadResponse().Status);
            Assert.Equal(0, hosts.Server.Counters.ConnectionsRefused + hosts.Server.Counters.ConnectionsEvicted);
            waits.Send(Hello);
            Assert.Null(waits.ReadResponse().Header("Connection"));
        }

        [Fact]
        public void NewClient_IsSentAway_WhereNobodyCanBeEnded()
        {
            using var hosts = new VirtualHttpHosts(Routes, o => o.Connections = 1);
            using Client stream = hosts.Connect();
            stream.Send("GET /stream HTTP/1.1\r\nHost: b\r\n\r\n");
            stream.ReadThrough("\r\n\r\n");
            using Client second = hosts.Connect();
            second.Send(Hello);
            Response response = second.ReadResponse();
            Assert.Equal((503, "1"), (response.Status, response.Header("Retry-After")));
            Assert.Equal("", second.ReadToEnd());
            Assert.Equal([(HttpFailure.ConnectionRefused, null, 1_000L)], hosts.Failures);
            Assert.Equal(1, hosts.Server.Counters.ConnectionsRefused);
            Assert.Equal(1, hosts.Server.ActiveConnections);
        }

        /// <summary>Twelve clients that send a byte every ten milliseconds and come again when they are thrown out.</summary>
        [Fact]
        public void ManyTricklingClients_DoNotStopAWellBehavedOne()
        {
            using var hosts = new VirtualHttpHosts(Routes, o => o.GraceTime = 50, o => o.Connections = 24);
            var attackers = new Client?[12];
            void Attack()
            {
                for (int i = 0; i < attackers.Length; i++)
                {
                    try
                    {
                        attackers[i] ??= hosts.Connect();
                        attackers[i]!.Send("G");
                    }
                    catch (Exception e) when (e is IOException or Nano.Net.Sockets.SocketException or InvalidOperationException)
                    {
                        attackers[i]?.Dispose();
                        attackers[i] = null;
                    }
                }

                hosts.Run(10);
            }

            while (hosts.Server.Counters.ConnectionsEvicted <= 5)
            {
                Attack();
            }

            for (int i = 0; i < 5; i++)
            {
                Attack();
                Assert.Equal(200, hosts.Ask(Hello).Status);
            }
        }

        [Fact]
        public void Stream_TakesWhatFits_AndDropsTheRest()
        {
            HttpStream? stream = null;
            using var hosts = new VirtualHttpHosts(server => server.Map(HttpMethods.Get, "/", (_, response) => stream = response.OpenStream()));
            using Client client = hosts.Connect();
            client.Send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
            client.ReadThrough("\r\n\r\n");
            Assert.True(stream!.TryQueue("<"u8.ToArray(), 1, "queued>"u8.ToArray(), 0, 7));
            Assert.Equal("<queued>", client.ReadThrough(">"));
            Assert.True(stream.TryWrite("written>"u8.ToArray(), 0, 8));
            Assert.Equal("written>", client.ReadThrough(">"));
            var block = new byte[400];
            int written = 0;
            while (stream.TryWrite(block, 0, 400))
            {
                written += 400;
                hosts.Run(100);
            }

            Assert.False(stream.IsClosed);
            Assert.Equal((1, 1), (stream.Dropped, hosts.Server.Counters.StreamWritesDropped));
            stream.Close();
            Assert.Equal(written, client.ReadToEnd().Length);
            Assert.False(stream.TryWrite(block, 0, 1));
        }

        [Fact]
        public void Stream_NoticesThatTheClientHasGone()
        {
            HttpStream? stream = null;
            using var hosts = new VirtualHttpHosts(server => server.Map(HttpMethods.Get, "/", (_, response) => stream = response.OpenStream()));
            using (Client client = hosts.Connect())
            {
                client.Send("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
                client.ReadThrough("\r\n\r\n");
            }

            hosts.Run(10);
            Assert.Equal((true, 0), (stream!.IsClosed, hosts.Server.ActiveConnections));
        }

        private static void Routes(HttpServer server)
        {
            server.Map(HttpMethods.Get, "/hello", (_, response) => response.Write("hello\n"));
            server.Map(HttpMethods.Post, "/echo", (request, response) => response.Write(request.Body));
            server.Map(HttpMethods.Get, "/stream", (_, response) => response.OpenStream());
            server.Map(HttpMethods.Get, "/constant", (_, response) => response.SendBody(new byte[5000], 0, 5000));
            server.Map(HttpMethods.Get, "/text", (_, response) => response.SendBody(new string('t', 5000)));
            server.Map(HttpMethods.Get, "/endless", (_, response) => response.SendBody((writer, row) =>
            {
                writer.Write("on and on ");
                return row + 1;
            }));
        }
    }
}
