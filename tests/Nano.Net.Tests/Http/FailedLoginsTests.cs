using Nano.Net.Http;

namespace Nano.Net.Tests.Http
{
    public class FailedLoginsTests
    {
        [Fact]
        public void FiveTries_ThenThirtySeconds_ThenOneEverySix()
        {
            var logins = new FailedLogins();
            byte[] peer = Peer(1);
            long now = 1000;
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(0, logins.SecondsToWait(peer, now));
                logins.Failed(peer, now);
            }

            Assert.Equal(30, logins.SecondsToWait(peer, now));
            Assert.Equal(30, logins.SecondsToWait(peer, now + 1));
            Assert.Equal(1, logins.SecondsToWait(peer, now + 29_999));
            Assert.Equal(0, logins.SecondsToWait(peer, now + 30_000));
            now += 30_000;
            for (int i = 0; i < 20; i++)
            {
                logins.Failed(peer, now);
                Assert.Equal(6, logins.SecondsToWait(peer, now));
                Assert.Equal(1, logins.SecondsToWait(peer, now + 5_999));
                now += 6_000;
                Assert.Equal(0, logins.SecondsToWait(peer, now));
            }
        }

        [Theory]
        [InlineData(1)]
        [InlineData(12)]
        public void NoMinute_SeesMoreThanTenTriesOfAPeer_HoweverManyPeersThereAre(int peers)
        {
            var logins = new FailedLogins();
            var tries = new List<long>[peers];
            for (int i = 0; i < peers; i++)
            {
                tries[i] = [];
            }

            for (long now = 0; now < 1_800_000; now += 500)
            {
                for (int i = 0; i < peers; i++)
                {
                    if (logins.SecondsToWait(Peer(i), now) == 0)
                    {
                        logins.Failed(Peer(i), now);
                        tries[i].Add(now);
                    }
                }
            }

            foreach (List<long> own in tries)
            {
                Assert.All(own, first => Assert.InRange(own.Count(t => t >= first && t < first + 60_000), 1, 10));
            }

            // All together have no more than the places have.
            Assert.InRange(tries.Sum(own => own.Count), peers == 1 ? 290 : 1000, 305 * Math.Min(peers, FailedLogins.Places + 1));
        }

        [Fact]
        public void OneWhoGuesses_KeepsNobodyElseOut()
        {
            var logins = new FailedLogins();
            for (int i = 0; i < 1000; i++)
            {
                logins.Failed(Peer(1), i);
            }

            Assert.Equal(6, logins.SecondsToWait(Peer(1), 999));
            Assert.Equal(0, logins.SecondsToWait(Peer(2), 999));
            Assert.Equal(0, logins.SecondsToWait(Peer(257), 999));
            Assert.Equal(0, logins.SecondsToWait(new byte[16], 999));
        }

        [Fact]
        public void RightCredentials_AreANewBeginning()
        {
            var logins = new FailedLogins();
            for (int i = 0; i < 4; i++)
            {
                logins.Failed(Peer(1), 0);
            }

            logins.Succeeded(Peer(2));
            logins.Succeeded(Peer(1));
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(0, logins.SecondsToWait(Peer(1), 0));
                logins.Failed(Peer(1), 0);
            }

            Assert.Equal(30, logins.SecondsToWait(Peer(1), 0));
        }

        [Fact]
        public void Failures_AreForgottenAfterTenMinutes()
        {
            var logins = new FailedLogins();
            for (int i = 0; i < 7; i++)
            {
                logins.Failed(Peer(1), 0);
            }

            logins.Failed(Peer(1), 599_999);
            Assert.Equal(6, logins.SecondsToWait(Peer(1), 599_999));
            Assert.Equal(0, logins.SecondsToWait(Peer(1), 1_199_999));
            for (int i = 0; i < 4; i++)
            {
                logins.Failed(Peer(1), 1_199_999);
            }

            Assert.Equal(0, logins.SecondsToWait(Peer(1), 1_199_999));
            logins.Failed(Peer(1), 1_199_999);
            Assert.Equal(30, logins.SecondsToWait(Peer(1), 1_199_999));
        }

        [Fact]
        public void PlaceOfWhoHasFailedWithinAMinute_IsNotTaken()
        {
            var logins = new FailedLogins();
            for (int peer = 0; peer < FailedLogins.Places; peer++)
            {
                for (int i = 0; i < 5; i++)
                {
                    logins.Failed(Peer(peer), peer);
                }
            }

            // One more shares the last place with all who come after it.
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(0, logins.SecondsToWait(Peer(100 + i), 10));
                logins.Failed(Peer(100 + i), 10);
            }

            Assert.Equal(30, logins.SecondsToWait(Peer(200), 10));
            logins.Succeeded(Peer(200));
            Assert.Equal(30, logins.SecondsToWait(Peer(200), 10));
            Assert.Equal(30, logins.SecondsToWait(Peer(0), 0));

            // The oldest is a minute old: its place is free for another, and it has not gained by it.
            Assert.Equal(10, logins.SecondsToWait(Peer(200), 20_010));
            Assert.Equal(0, logins.SecondsToWait(Peer(200), 60_000));
            for (int i = 0; i < 5; i++)
            {
                logins.Failed(Peer(200), 60_000);
            }

            Assert.Equal(30, logins.SecondsToWait(Peer(200), 60_000));
            Assert.Equal(0, logins.SecondsToWait(Peer(1), 60_000));
        }

        [Fact]
        public void WrongTokens_AreAnsweredWith429_UntilItIsTime()
        {
            const string right = "POST /secret HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer correct-horse-battery\r\nContent-Length: 0\r\n\r\n";
            string wrong = right.Replace("horse", "house", StringComparison.Ordinal);
            using var hosts = new VirtualHttpHosts(server => server.Map(HttpMethods.Post, "/secret", (_, response) => response.Write("in"), new BearerToken("correct-horse-battery")), o => o.IdleTimeout = 60_000);
            using Client client = hosts.Connect();
            Response Ask(string request)
            {
                client.Send(request);
                return client.ReadResponse();
            }

            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(401, Ask(wrong).Status);
            }

            // The right ones have to wait, too, or waiting would say nothing of them.
            Response response = Ask(right);
            Assert.Equal((429, "30"), (response.Status, response.Header("Retry-After")));
            Assert.Equal(401, Ask("POST /secret HTTP/1.1\r\nHost: b\r\nContent-Length: 0\r\n\r\n").Status);
            hosts.Run(30_000);
            Assert.Equal(401, Ask(wrong).Status);
            Assert.Equal("6", Ask(wrong).Header("Retry-After"));
            hosts.Run(6_000);
            Assert.Equal(200, Ask(right).Status);
            Assert.Equal(401, Ask(wrong).Status);
            Assert.Equal(200, Ask(right).Status);
            Assert.Equal((2, 8), (hosts.Server.Counters.LoginsDelayed, hosts.Server.Counters.RequestsUnauthorized));
            Assert.Equal(7, hosts.Failures.Count(f => f.Failure == HttpFailure.CredentialsWrong));
            Assert.Equal(2, hosts.Failures.Count(f => f.Failure == HttpFailure.TooManyLogins));
        }

        private static byte[] Peer(int number) => [10, 0, (byte)(number >> 8), (byte)number];
    }
}
