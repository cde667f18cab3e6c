using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What NewReno and CUBIC share, and NewReno's congestion avoidance (RFC 5681, RFC 3465, RFC 6928).</summary>
    public class CongestionControlTests
    {
        private const int Segment = 1000;
        private const int Unlimited = 1 << 30;

        public static TheoryData<CongestionAlgorithm> Algorithms => new(CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic);

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void SlowStart_GrowsByWhatIsAcknowledged_ButTwoSegmentsAtMost(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            Assert.Equal(10_000, control.window);
            Acknowledge(control, 600);
            Assert.Equal(10_600, control.window);
            Acknowledge(control, 2000);
            Assert.Equal(12_600, control.window);
            Acknowledge(control, 5000);
            Assert.Equal(14_600, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void SlowStart_AfterATimeout_GrowsByASegmentAtMost(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.OnTimeout(10_000, true);
            Assert.Equal(1000, control.window);
            Acknowledge(control, 5000);
            Assert.Equal(2000, control.window);
            Acknowledge(control, 2000);
            Assert.Equal(3000, control.window);

            // What comes after an idle period has nothing to do with the time-out.
            control.OnIdle();
            Acknowledge(control, 2000);
            Assert.Equal(5000, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void WindowThatIsNotHalfUsed_DoesNotGrow(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.OnAcknowledged(1000, 4999, 0, 100);
            Assert.Equal(10_000, control.window);
            control.OnAcknowledged(1000, 5000, 0, 100);
            Assert.Equal(11_000, control.window);
            control.slowStartThreshold = 11_000;
            for (int i = 0; i < 1000; i++)
            {
                control.OnAcknowledged(1000, 5000, i * 1000, 100);
            }

            Assert.Equal(11_000, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void Window_IsNeverLargerThanTheSendBuffer(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm, sendBuffer: 15_500);
            for (int i = 0; i < 100; i++)
            {
                Acknowledge(control, 1000, now: i * 1000);
            }

            Assert.Equal(15_500, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void Congestion_LeavesTwoSegmentsAtLeast_AndATimeoutOne(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.OnCongestion(1);
            Assert.Equal(2000, control.window);
            Assert.Equal(2000, control.slowStartThreshold);
            control.OnTimeout(0, true);
            Assert.Equal(1000, control.window);
            Assert.Equal(2000, control.slowStartThreshold);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void RepeatedTimeout_LeavesTheThresholdAlone(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.OnTimeout(40_000, true);
            int threshold = control.slowStartThreshold;
            control.OnTimeout(1000, false);
            Assert.Equal(threshold, control.slowStartThreshold);
            Assert.Equal(1000, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void LostSyn_MakesTheInitialWindowOneSegment(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.Open(Segment, Unlimited, true);
            Assert.Equal(1000, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void Idle_RestartsWithTheInitialWindow_AndKeepsTheThreshold(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.window = 50_000;
            control.slowStartThreshold = 30_000;
            control.OnIdle();
            Assert.Equal(10_000, control.window);
            Assert.Equal(30_000, control.slowStartThreshold);
            control.window = 3000;
            control.OnIdle();
            Assert.Equal(3000, control.window);
        }

        /// <summary>RFC 4015 section 3.2: cwnd is FlightSize + min(bytes_acked, IW), and no more than it was; ssthresh is pipe_prev.</summary>
        [Theory]
        [InlineData(5000, 2000, 30_000, 7000, 30_000)]
        [InlineData(5000, 40_000, 30_000, 15_000, 30_000)]
        [InlineData(0, 10_000, 39_000, 10_000, 39_000)]
        [InlineData(0, 10_001, 29_000, 10_000, 30_000)]
        [InlineData(36_000, 3999, 40_000, 39_999, 40_000)]
        [InlineData(36_000, 8000, 40_000, 40_000, 40_000)]
        [InlineData(0, 100, 40_000, 2000, 40_000)]
        public void Restore_MakesNoBurst_AndSlowStartLeadsBack(int flight, int acknowledged, int flightBefore, int window, int threshold)
        {
            foreach (CongestionAlgorithm algorithm in new[] { CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic })
            {
                CongestionControl control = Open(algorithm);
                control.window = 40_000;
                control.slowStartThreshold = 30_000;
                control.Remember(flightBefore);
                control.OnTimeout(flightBefore, true);
                control.OnTimeout(flightBefore, false);
                Acknowledge(control, 1000);
                Assert.Equal(2000, control.window);
                Assert.True(control.Restore(flight, acknowledged));
                Assert.Equal(window, control.window);
                Assert.Equal(threshold, control.slowStartThreshold);
            }
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void Restore_OfWhatIsConfirmed_ChangesNothing(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.window = 40_000;
            control.Remember(40_000);
            control.OnTimeout(40_000, true);
            int threshold = control.slowStartThreshold;
            control.Confirm();
            Assert.False(control.Restore(20_000, 20_000));
            Assert.Equal(1000, control.window);
            Assert.Equal(threshold, control.slowStartThreshold);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void Restore_WhereNothingWasReduced_SaysSo(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.Remember(10_000);
            Assert.False(control.Restore(5000, 1000));
            Assert.Equal((10_000, int.MaxValue), (control.window, control.slowStartThreshold));
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void NewConnection_RemembersNothingOfTheLast(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.window = 40_000;
            control.Remember(40_000);
            control.OnTimeout(40_000, true);
            control.Open(Segment, Unlimited, false);
            Assert.False(control.Restore(20_000, 20_000));
            Assert.Equal((10_000, int.MaxValue), (control.window, control.slowStartThreshold));
            Acknowledge(control, 2000);
            Assert.Equal(12_000, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void Restore_AfterTheInitialSlowStartsTimeout_GrowsByTwoSegmentsAgain(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.Remember(10_000);
            control.OnTimeout(10_000, true);
            control.Restore(0, 10_000);
            Acknowledge(control, 5000);
            Assert.Equal(12_000, control.window);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void Restore_TakesNothingFromAWindowThatHasOutgrownIt(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.Remember(10_000);
            control.OnCongestion(10_000);
            control.window = 20_000;
            int threshold = control.slowStartThreshold;
            Assert.False(control.Restore(10_000, 10_000));
            Assert.Equal(20_000, control.window);
            Assert.Equal(threshold, control.slowStartThreshold);
        }

        [Theory]
        [MemberData(nameof(Algorithms))]
        public void LargerSegments_MakeTheWindowOneOfThemAtLeast(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.SetSegmentSize(500);
            control.OnTimeout(1000, true);
            Assert.Equal(500, control.window);
            control.SetSegmentSize(1400);
            Assert.Equal(1400, control.window);
        }

        /// <summary>A recovery ends with the threshold as window, in which at least two segments go (RFC 5681 equation 4).</summary>
        [Theory]
        [MemberData(nameof(Algorithms))]
        public void LargerSegments_MakeTheThresholdTwoOfThemAtLeast(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.SetSegmentSize(500);
            control.OnCongestion(100);
            Assert.Equal(1000, control.slowStartThreshold);
            control.SetSegmentSize(500);
            Assert.Equal(1000, control.slowStartThreshold);
            control.SetSegmentSize(1400);
            Assert.Equal(2800, control.slowStartThreshold);
            control.SetSegmentSize(500);
            Assert.Equal(2800, control.slowStartThreshold);
        }

        /// <summary>A limit from before the segments grew leaves one of them (RFC 3168 section 6.1.2).</summary>
        [Theory]
        [MemberData(nameof(Algorithms))]
        public void LimitUnderASegment_LeavesASegment(CongestionAlgorithm algorithm)
        {
            CongestionControl control = Open(algorithm);
            control.SetSegmentSize(1400);
            control.SetWindow(5000);
            control.Limit(2000);
            Assert.Equal(2000, control.window);
            control.Limit(524);
            Assert.Equal(1400, control.window);
            control.Limit(3000);
            Assert.Equal(1400, control.window);
        }

        [Fact]
        public void NewReno_HalvesWhatWasInTheNetwork_AndGrowsByASegmentARoundTrip()
        {
            CongestionControl control = Open(CongestionAlgorithm.NewReno);
            control.window = 50_000;
            control.OnCongestion(20_000);
            Assert.Equal(10_000, control.window);
            Assert.Equal(10_000, control.slowStartThreshold);
            for (int i = 0; i < 9; i++)
            {
                Acknowledge(control, 1000);
            }

            Assert.Equal(10_000, control.window);
            Acknowledge(control, 1000);
            Assert.Equal(11_000, control.window);
            for (int i = 0; i < 11; i++)
            {
                Acknowledge(control, 1000);
            }

            Assert.Equal(12_000, control.window);
        }

        /// <summary>RFC 3465 section 2.1: a stretched acknowledgment is worth a window at most, and leaves nothing for the next.</summary>
        [Fact]
        public void NewReno_AcknowledgmentOfMoreThanTheWindow_GrowsItByOneSegment()
        {
            CongestionControl control = Open(CongestionAlgorithm.NewReno);
            control.slowStartThreshold = 10_000;
            Acknowledge(control, 35_000);
            Assert.Equal(11_000, control.window);
            Acknowledge(control, 10_999);
            Assert.Equal(11_000, control.window);
            Acknowledge(control, 1);
            Assert.Equal(12_000, control.window);
        }

        [Theory]
        [InlineData(1460, 14_600)]
        [InlineData(536, 5360)]
        [InlineData(4000, 14_600)]
        [InlineData(8960, 17_920)]
        public void InitialWindow_IsThatOfRfc6928(int segment, int window)
        {
            CongestionControl control = new NewReno();
            control.Open(segment, Unlimited, false);
            Assert.Equal(window, control.window);
        }

        private static CongestionControl Open(CongestionAlgorithm algorithm, int sendBuffer = Unlimited)
        {
            CongestionControl control = algorithm == CongestionAlgorithm.NewReno ? new NewReno() : new Cubic();
            control.Open(Segment, sendBuffer, false);
            return control;
        }

        // Of a window that is used to the full.
        private static void Acknowledge(CongestionControl control, int bytes, long now = 0) =>
            control.OnAcknowledged(bytes, control.window, now, 0);
    }
}
