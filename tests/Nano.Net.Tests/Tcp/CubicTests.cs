using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// CUBIC's curve against values computed by hand from RFC 9438. What acknowledges a whole window sets it to its target,
    /// W_cubic(t + RTT), so that a point of the curve is asked for by a round trip of that length.
    /// </summary>
    public class CubicTests
    {
        private const int Largest = 1_073_725_440;

        [Fact]
        public void Congestion_LeavesSevenTenthsOfWhatWasInTheNetwork()
        {
            CongestionControl cubic = AfterCongestion(100_000);
            Assert.Equal(70_000, cubic.window);
            Assert.Equal(70_000, cubic.slowStartThreshold);
            cubic.window = 100_000;
            cubic.OnCongestion(50_000);
            Assert.Equal(35_000, cubic.window);
        }

        // W_max = 100 segments, cwnd = 70: K = cbrt(30 / 0.4) = 4.217 s; W_cubic(t) = 0.4 * (t - 4.217)^3 + 100.
        [Theory]
        [InlineData(0, 70_000)]
        [InlineData(1000, 86_682)]
        [InlineData(2000, 95_640)]
        [InlineData(3000, 99_279)]
        [InlineData(4217, 100_000)]
        [InlineData(5217, 100_400)]
        [InlineData(6217, 103_200)]
        public void Window_FollowsTheCurve(int time, int window)
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.OnAcknowledged(70_000, 70_000, 5000, time);
            Assert.InRange(cubic.window, window - 5, window + 5);
        }

        [Fact]
        public void Window_RoundTripAfterRoundTrip_IsWhereTheCurveIs()
        {
            CongestionControl cubic = AfterCongestion(200_000);
            double k = Math.Cbrt(60 / 0.4);
            for (int now = 0; now < 12_000; now += 100)
            {
                for (int sent = cubic.window; sent > 0; sent -= 2000)
                {
                    cubic.OnAcknowledged(2000, cubic.window, now, 100);
                }

                double curve = 1000 * ((0.4 * Math.Pow(((now + 100) / 1000.0) - k, 3)) + 200);
                Assert.InRange(cubic.window, curve - 3500, curve + 500);
            }

            Assert.True(cubic.window > 300_000);
        }

        // After 8.86 s the curve is at 140 segments; after an hour its cube does not fit 64 bits any more.
        [Theory]
        [InlineData(8860)]
        [InlineData(60_000)]
        [InlineData(3_600_000)]
        public void Window_GrowsByAHalfARoundTripAtMost(int time)
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.OnAcknowledged(70_000, 70_000, 0, time);
            Assert.Equal(105_000, cubic.window);
        }

        [Fact]
        public void ShortRoundTrips_AreRenoFriendly()
        {
            CongestionControl cubic = AfterCongestion(10_000);
            Assert.Equal(7000, cubic.window);

            // 9/17 of a segment a window, until the window is what it was before; then one.
            int[] acknowledgments = new int[5];
            for (int i = 0; i < acknowledgments.Length; i++)
            {
                int before = cubic.window;
                while (cubic.window == before)
                {
                    cubic.OnAcknowledged(1000, cubic.window, 0, 0);
                    acknowledgments[i]++;
                }

                Assert.Equal(8000 + (i * 1000), cubic.window);
            }

            Assert.Equal(new[] { 14, 15, 17, 10, 11 }, acknowledgments);
        }

        [Fact]
        public void FastConvergence_GivesUpMore_WhereTheWindowDidNotComeBack()
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.window = 80_000;
            cubic.Remember(cubic.window);
            cubic.OnCongestion(80_000);
            Assert.Equal(56_000, cubic.window);

            // W_max = 0.85 * 80, and not 80; K = cbrt(12 / 0.4) = 3.107 s.
            cubic.OnAcknowledged(56_000, 56_000, 0, 3107);
            Assert.Equal(68_000, cubic.window);
        }

        [Fact]
        public void WithoutFastConvergence_ThePlateauIsTheWindow()
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.window = 120_000;
            cubic.Remember(cubic.window);
            cubic.OnCongestion(120_000);

            // K = cbrt(36 / 0.4) = 4.481 s.
            cubic.OnAcknowledged(84_000, 84_000, 0, 4481);
            Assert.Equal(120_000, cubic.window);
        }

        [Fact]
        public void Timeout_ForgetsThePlateau()
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.window = 100_000;
            cubic.Remember(cubic.window);
            cubic.OnTimeout(100_000, true);
            Assert.Equal(70_000, cubic.slowStartThreshold);
            while (cubic.window < 70_000)
            {
                cubic.OnAcknowledged(1000, cubic.window, 0, 10);
            }

            // K = 0 and W_max = 70: 0.4 * 1 s^3, 0.4 * 8 s^3.
            cubic.OnAcknowledged(70_000, 70_000, 10_000, 1000);
            Assert.Equal(70_400, cubic.window);
            cubic.OnAcknowledged(70_400, 70_400, 11_000, 1000);
            Assert.Equal(73_200, cubic.window);
        }

        [Fact]
        public void SlowStartThatMetNoLoss_BeginsTheCurveWhereItEnds()
        {
            var cubic = new Cubic();
            cubic.Open(1000, Largest, false);
            cubic.slowStartThreshold = 10_000;
            cubic.OnAcknowledged(10_000, 10_000, 0, 2000);
            Assert.Equal(13_200, cubic.window);
        }

        [Fact]
        public void TimeInWhichTheWindowWasNotUsed_DoesNotCount()
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.OnAcknowledged(70_000, 70_000, 0, 1000);
            Assert.InRange(cubic.window, 86_679, 86_685);
            int window = cubic.window;

            // An hour of small talk, and the window is where it was; a second later it is where it is after two.
            cubic.OnAcknowledged(100, 100, 1000, 0);
            cubic.OnAcknowledged(100, 100, 3_600_000, 0);
            cubic.OnAcknowledged(1, window, 3_600_000, 0);
            Assert.InRange(cubic.window, window, window + 1);
            cubic.OnAcknowledged(window, window, 3_600_000, 1000);
            Assert.InRange(cubic.window, 95_630, 95_650);
        }

        [Fact]
        public void IdleTime_DoesNotCount()
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.OnAcknowledged(70_000, 70_000, 0, 0);
            cubic.OnIdle();
            cubic.slowStartThreshold = 10_000;
            cubic.OnAcknowledged(10_000, 10_000, 3_600_000, 0);
            Assert.InRange(cubic.window, 10_000, 10_010);
        }

        [Fact]
        public void Restore_GoesOnWithTheSameCurve()
        {
            CongestionControl cubic = AfterCongestion(100_000);
            cubic.OnAcknowledged(70_000, 70_000, 0, 1000);
            int window = cubic.window;
            cubic.Remember(cubic.window);
            cubic.OnCongestion(window);
            cubic.OnAcknowledged(2000, cubic.window, 1100, 100);
            Assert.True(cubic.window < window);
            cubic.Restore(window, 0);
            Assert.Equal(window, cubic.window);

            // W_max is 100 still: a second after the first it is where it is after two.
            cubic.OnAcknowledged(window, window, 1200, 1000);
            Assert.InRange(cubic.window, 95_630, 95_650);
        }

        [Theory]
        [InlineData(64)]
        [InlineData(1460)]
        [InlineData(32_000)]
        public void LargestWindows_AndHours_DoNotOverflow(int segment)
        {
            var cubic = new Cubic();
            cubic.Open(segment, Largest, false);
            cubic.window = Largest;
            cubic.Remember(cubic.window);
            cubic.OnCongestion(Largest);
            Assert.Equal(751_607_808, cubic.window);
            int before = cubic.window;
            foreach (long now in new[] { 1L, 1000, 60_000, 3_600_000, 36_000_000, 1_000_000_000_000 })
            {
                int round = cubic.window;
                cubic.OnAcknowledged(cubic.window, cubic.window, now, 100);
                Assert.InRange(cubic.window, before, (int)Math.Min(Largest, round * 1.5));
                before = cubic.window;
            }

            Assert.Equal(Largest, cubic.window);
        }

        [Fact]
        public void WhateverHappens_TheWindowStaysBetweenOneSegmentAndTheBuffer()
        {
            var random = new Random(9438);
            for (int run = 0; run < 200; run++)
            {
                var cubic = new Cubic();
                int segment = random.Next(28, 9000);
                int buffer = random.Next(2 * segment, Largest);
                cubic.Open(segment, buffer, random.Next(2) == 0);
                long now = random.NextInt64(1L << 40);
                for (int step = 0; step < 500; step++)
                {
                    now += random.Next(4) == 0 ? random.Next(10_000_000) : random.Next(100);
                    int flight = random.Next(Math.Min(cubic.window, buffer)) + 1;
                    switch (random.Next(40))
                    {
                        case 0:
                            cubic.Remember(cubic.window);
                            cubic.OnCongestion(flight);
                            break;
                        case 1:
                            cubic.OnTimeout(flight, random.Next(2) == 0);
                            break;
                        case 2:
                            cubic.OnIdle();
                            break;
                        case 3:
                            cubic.Restore(random.Next(flight + 1), flight);
                            break;
                        default:
                            cubic.OnAcknowledged(random.Next(flight) + 1, flight, now, random.Next(-1, 60_000));
                            break;
                    }

                    Assert.InRange(cubic.window, segment, Math.Max(buffer, cubic.InitialWindow()));
                }
            }
        }

        private static CongestionControl AfterCongestion(int window)
        {
            var cubic = new Cubic();
            cubic.Open(1000, Largest, false);
            cubic.window = window;
            cubic.Remember(cubic.window);
            cubic.OnCongestion(window);
            return cubic;
        }
    }
}
