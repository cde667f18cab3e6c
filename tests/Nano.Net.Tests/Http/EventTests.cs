using Nano.Net.Http;
using Nano.Net.Tests.Sockets;

namespace Nano.Net.Tests.Http
{
    public class EventTests
    {
        private const string Subscribe = "GET /events HTTP/1.1\r\nHost: b\r\n\r\n";

        [Fact]
        public void Events_GoToEverySubscriber()
        {
            using var world = new Events();
            using Client first = world.Subscribe();
            using Client second = world.Subscribe();
            world.Broadcaster.Publish(3, "sample", writer => writer.WriteJson("x"));
            world.Broadcaster.Publish(4, null!, writer => writer.Write(4));
            foreach (Client client in new[] { first, second })
            {
                Assert.Equal("data: \"x\"\nid: 3\nevent: sample\n\n", client.ReadThrough("\n\n"));
                Assert.Equal("data: 4\nid: 4\n\n", client.ReadThrough("\n\n"));
            }

            Assert.Equal(4, world.Hosts.Server.Counters.EventsSent);
        }

        [Fact]
        public void OneSubscriberTooMany_IsAnsweredWith503()
        {
            using var world = new Events();
            using Client first = world.Subscribe();
            using Client second = world.Subscribe();
            Assert.Equal(503, world.Hosts.Ask(Subscribe).Status);
        }

        [Fact]
        public void WhoDoesNotRead_IsDropped_AndNobodyWaits()
        {
            using var world = new Events();
            using Client reads = world.Subscribe();
            using Client sleeps = world.Subscribe();
            for (int i = 0; i < 60; i++)
            {
                world.Broadcaster.Publish(i, null!, writer => writer.Write(new string('x', 300)));
                Assert.EndsWith($"id: {i}\n\n", reads.ReadThrough("\n\n"), StringComparison.Ordinal);

                // What was read may not have been acknowledged yet, and would take up room.
                world.Hosts.Run(500);
            }

            Assert.Equal(1, world.Hosts.Server.Counters.SubscribersDropped);
            Assert.Equal(1, world.Broadcaster.Subscribers);
            Assert.True(sleeps.IsClosed());
        }

        [Fact]
        public void WhoComesBack_GetsWhatItHasMissed_ThenWhatIsNew()
        {
            using var world = new Events(replay: true);
            for (int i = 0; i < 50; i++)
            {
                world.Broadcaster.Publish(i, "e", writer => writer.Write(i));
            }

            using Client client = world.Subscribe("Last-Event-ID: 9\r\n");
            for (int i = 10; i < 60; i++)
            {
                if (i == 30)
                {
                    world.Hosts.Until(() => world.Replayed == 40);
                    for (int j = 50; j < 60; j++)
                    {
                        // Where the client is slow, it is still behind, and gets these from the past too.
                        world.Latest = j;
                        world.Broadcaster.Publish(j, "e", writer => writer.Write(j));
                    }
                }

                Assert.Equal($"data: {i}\nid: {i}\nevent: e\n\n", client.ReadThrough("\n\n"));
            }
        }

        [Fact]
        public void IdFromBeforeARestart_GetsEverything()
        {
            using var world = new Events(replay: true);
            world.Broadcaster.Publish(0, "e", writer => writer.Write(0));
            using Client client = world.Subscribe("Last-Event-ID: 4711\r\n");
            Assert.Equal("data: 0\nid: 0\nevent: e\n\n", client.ReadThrough("\n\n"));
        }

        [Fact]
        public void Silence_IsBrokenByEventsThatAPageSees_EveryFourSeconds()
        {
            using var world = new Events();
            using Client client = world.Subscribe();
            long begin = world.Hosts.Now;
            for (int i = 1; i <= 3; i++)
            {
                Assert.Equal("event: alive\ndata\n\n", client.ReadThrough("\n\n"));
                Assert.Equal(begin + (4_000 * i), world.Hosts.Now);
            }

            // An event puts the next off.
            world.Hosts.Run(3_999);
            world.Broadcaster.Publish(1, null!, writer => writer.Write(1));
            Assert.Equal("data: 1\nid: 1\n\n", client.ReadThrough("\n\n"));
            Assert.Equal("event: alive\ndata\n\n", client.ReadThrough("\n\n"));
            Assert.Equal(begin + 19_999, world.Hosts.Now);
        }

        /// <summary>A proxy that keeps what comes until it has kilobytes would make a live page an offline one.</summary>
        [Fact]
        public void Events_AskProxiesToLetThemThrough_AndBeginAtOnce()
        {
            using var world = new Events();
            using Client client = world.Hosts.Connect();
            client.Send(Subscribe);
            Assert.Contains("\r\nX-Accel-Buffering: no\r\n", client.ReadThrough("\r\n\r\n"), StringComparison.Ordinal);
            Assert.Equal("event: alive\ndata\nretry: 2000\n\n", client.ReadThrough("\n\n"));
        }

        [Fact]
        public void WhoHasGone_MakesRoom()
        {
            using var world = new Events();
            for (int i = 0; i < 5; i++)
            {
                using Client client = world.Subscribe();
                client.Dispose();
                world.Hosts.Run(10);
                Assert.Equal(0, world.Hosts.Server.ActiveConnections);
            }
        }

        [Fact]
        public void EventsThatDoNotFitTheSendBuffer_AreRefusedAtOnce()
        {
            using var hosts = new SocketHosts();
            var server = new HttpServer(hosts.B, new HttpServerOptions());
            var error = Assert.Throws<ArgumentException>(() => new EventBroadcaster(server, new EventOptions { EventSize = 32768 }));
            Assert.Contains("EventSize", error.Message, StringComparison.Ordinal);
            Assert.Contains("SendBufferSize", error.Message, StringComparison.Ordinal);
        }

        [Fact]
        public void WrongEvents_AreExplained()
        {
            using var world = new Events();
            using Client client = world.Subscribe();
            Assert.False(world.Broadcaster.Publish(1, null!, writer => writer.Write(new string('x', 1000))));
            Assert.Throws<ArgumentException>(() => world.Broadcaster.Publish(2, null!, writer => writer.Write("a\nb")));
            Assert.Throws<ArgumentException>(() => world.Broadcaster.Publish(2, "a\nb", writer => writer.Write("a")));

            // What was too long has had its id; what was refused has not.
            Assert.Contains("greater than 1,", Assert.Throws<ArgumentException>(() => world.Broadcaster.Publish(1, null!, writer => writer.Write("a"))).Message, StringComparison.Ordinal);
            Assert.True(world.Broadcaster.Publish(2, null!, writer => writer.Write("a")));
            Assert.Equal("data: a\nid: 2\n\n", client.ReadThrough("\n\n"));
            Assert.Equal(1, world.Hosts.Server.Counters.EventsTooLong);
        }

        /// <summary>A mistake in what is published shows with the first event, and not when somebody opens the page.</summary>
        [Fact]
        public void EventThatNobodyHears_IsWrittenAllTheSame()
        {
            using var world = new Events();
            int written = 0;
            Assert.True(world.Broadcaster.Publish(0, null!, _ => written++));
            Assert.False(world.Broadcaster.Publish(1, null!, writer => writer.Write(new string('x', 1000))));
            Assert.Throws<ArgumentException>(() => world.Broadcaster.Publish(2, null!, writer => writer.Write("a\nb")));
            Assert.Throws<InvalidOperationException>(() => world.Broadcaster.Publish(2, null!, _ => throw new InvalidOperationException()));
            Assert.Equal((1, 1, 0), (written, world.Hosts.Server.Counters.EventsTooLong, world.Hosts.Server.Counters.EventsSent));
        }

        private sealed class Events : IDisposable
        {
            internal int Replayed;
            internal long Latest = 49;

            internal Events(bool replay = false)
            {
                var options = new EventOptions();
                if (replay)
                {
                    options.Replay = Replay;
                }

                Hosts = new VirtualHttpHosts(server =>
                {
                    Broadcaster = new EventBroadcaster(server, options);
                    server.Map(HttpMethods.Get, "/events", Broadcaster.Subscribe);
                });
            }

            internal VirtualHttpHosts Hosts { get; }

            internal EventBroadcaster Broadcaster { get; private set; } = null!;

            internal Client Subscribe(string field = "")
            {
                Client client = Hosts.Connect();
                client.Send($"GET /events HTTP/1.1\r\nHost: b\r\n{field}\r\n");
                Assert.Contains("Content-Type: text/event-stream\r\n", client.ReadThrough("\r\n\r\n"), StringComparison.Ordinal);
                Assert.Equal("event: alive\ndata\nretry: 2000\n\n", client.ReadThrough("\n\n"));
                return client;
            }

            public void Dispose() => Hosts.Dispose();

            // Events 0 to the latest, and no others.
            private bool Replay(long after, ServerEvent found)
            {
                if (after >= Latest)
                {
                    return false;
                }

                Replayed++;
                found.Id = after + 1;
                found.Name = "e";
                found.Write(after + 1);
                return true;
            }
        }
    }
}
