using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>RFC 6298 in numbers: SRTT, RTTVAR and RTO after given round trips, and the probe time-out of RFC 8985.</summary>
    public class RttEstimatorTests
    {
        [Theory]
        [InlineData(false, 1000)]
        [InlineData(true, 3000)]
        public void BeforeAnythingIsMeasured_TheTimeoutIsASecond_OrThreeWhereTheSynWasLost(bool synWasLost, int timeout)
        {
            RttEstimator estimator = Open(200, 60_000, synWasLost);
            Assert.Equal((timeout, 1000, -1), (estimator.timeout, estimator.probeTimeout, estimator.SmoothedRoundTrip()));
            estimator.BackOff();
            Assert.Equal(2 * timeout, estimator.timeout);
            estimator.EndBackOff();
            Assert.Equal(1000, estimator.timeout);
        }

        /// <summary>Sections 2.2 and 2.3: SRTT = R and RTTVAR = R / 2, then by an eighth and by a quarter.</summary>
        [Theory]
        [InlineData(new[] { 100 }, 100, 300)]
        [InlineData(new[] { 100, 100 }, 100, 250)]
        [InlineData(new[] { 100, 180 }, 110, 340)]
        [InlineData(new[] { 100, 20 }, 90, 320)]
        [InlineData(new[] { 0, 80 }, 10, 90)]
        public void Timeout_IsTheSmoothedRoundTripAndFourTimesItsVariation(int[] roundTrips, int smoothed, int timeout)
        {
            RttEstimator estimator = Open(1, 60_000);
            foreach (int trip in roundTrips)
            {
                estimator.Measure(trip);
            }

            Assert.Equal((smoothed, timeout), (estimator.SmoothedRoundTrip(), estimator.timeout));
            estimator.BackOff();
            Assert.Equal(2 * timeout, estimator.timeout);
            estimator.EndBackOff();
            Assert.Equal(timeout, estimator.timeout);
        }

        /// <summary>Section 2.3, G: a clock of milliseconds tells no difference of less than one.</summary>
        [Fact]
        public void WithoutVariation_TheTimeoutIsAMillisecondMoreThanTheRoundTrip()
        {
            RttEstimator estimator = Open(0, 60_000);
            estimator.Measure(0);
            Assert.Equal((0, 1), (estimator.SmoothedRoundTrip(), estimator.timeout));
            estimator.BackOff();
            estimator.EndBackOff();
            Assert.Equal(1, estimator.timeout);
        }

        [Theory]
        [InlineData(500, 1000)]
        [InlineData(6, 12)]
        [InlineData(5, 10)]
        [InlineData(1, 10)]
        public void ProbeTimeout_IsTwoRoundTrips_AndTenMillisecondsAtLeast(int trip, int timeout)
        {
            RttEstimator estimator = Open(200, 60_000);
            estimator.Measure(trip);
            Assert.Equal(timeout, estimator.probeTimeout);
        }

        [Fact]
        public void Reset_ForgetsWhatWasMeasured()
        {
            RttEstimator estimator = Open(1, 60_000);
            estimator.Measure(4000);
            estimator.Reset(false);
            Assert.Equal((1000, 1000, -1), (estimator.timeout, estimator.probeTimeout, estimator.SmoothedRoundTrip()));
            estimator.Measure(100);
            Assert.Equal((100, 300), (estimator.SmoothedRoundTrip(), estimator.timeout));
        }

        private static RttEstimator Open(int minimum, int maximum, bool synWasLost = false)
        {
            var estimator = new RttEstimator(minimum, maximum);
            estimator.Reset(synWasLost);
            return estimator;
        }
    }
}
