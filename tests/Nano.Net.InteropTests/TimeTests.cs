using Nano.Net.Services;

namespace Nano.Net.InteropTests
{
    /// <summary>The SNTP client against chronyd.</summary>
    public class TimeTests
    {
        [SkippableFact]
        public void Chronyd_TellsTheTime() => ServiceLab.Run(
            lab =>
            {
                lab.StartChronyd();
                using var client = new SntpClient(
                    lab.Runner,
                    new SntpClientOptions { Servers = [IPAddress.Parse("10.77.0.1")], StartDelay = 0, PollInterval = 64 });
                client.Start();
                lab.Until(() => client.IsSynchronized);

                // Without skipping: the clocks of both are the same now.
                lab.Skip(64);
                lab.Until(() => client.Counters.Replies >= 2);
                Assert.InRange(Math.Abs((client.UtcNow - DateTime.UtcNow).TotalMilliseconds), 0, 1000);
                Assert.Equal(5, client.Stratum);
                Assert.InRange(client.RoundTripTime, 0, 1000);
            },
            "10.77.0.2");
    }
}
