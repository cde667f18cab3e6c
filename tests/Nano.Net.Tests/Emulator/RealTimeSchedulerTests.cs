using Nano.Emulator;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public class RealTimeSchedulerTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        [Fact]
        public void Events_RunInOrder_AndNotBeforeTheirTime()
        {
            using var scheduler = new RealTimeScheduler();
            using var finished = new CountdownEvent(20);
            var runs = new List<(int Index, long Late)>();
            long start = scheduler.Microseconds + 20_000;
            for (int i = 0; i < 20; i++)
            {
                int index = i;
                long due = start + i * 700;
                scheduler.Schedule(
                    new ScheduledEvent(() =>
                    {
                        runs.Add((index, scheduler.Microseconds - due));
                        finished.Signal();
                    }),
                    due);
            }

            Assert.True(finished.Wait(Patience));
            Assert.Equal(Enumerable.Range(0, 20), runs.Select(r => r.Index));
            Assert.All(runs, r => Assert.True(r.Late >= 0));
        }

        [Fact]
        public void AnEarlierEvent_IsNotKeptWaitingByALaterOne()
        {
            using var scheduler = new RealTimeScheduler();
            using var ran = new ManualResetEventSlim();
            scheduler.After(TimeSpan.FromHours(1), () => { });
            scheduler.After(TimeSpan.FromMilliseconds(1), ran.Set);
            Assert.True(ran.Wait(Patience));
        }

        [Fact]
        public void AnEvent_MaySchedule_AndDisposeTheScheduler()
        {
            var scheduler = new RealTimeScheduler();
            using var ran = new ManualResetEventSlim();
            scheduler.After(TimeSpan.Zero, () => scheduler.After(TimeSpan.Zero, () =>
            {
                scheduler.Dispose();
                ran.Set();
            }));
            Assert.True(ran.Wait(Patience));
        }

        [Fact]
        public void AfterDisposal_NothingRuns()
        {
            int runs = 0;
            var scheduler = new RealTimeScheduler();
            using var began = new ManualResetEventSlim();
            Again();
            Assert.True(began.Wait(Patience));
            scheduler.Dispose();
            int runsAtDisposal = runs;
            Again();
            Thread.Sleep(20);
            Assert.Equal(runsAtDisposal, runs);

            void Again() => scheduler.After(TimeSpan.FromMilliseconds(1), () =>
            {
                runs++;
                began.Set();
                Again();
            });
        }

        [Fact]
        public void AWire_WorksInRealTime_FromAnyThread()
        {
            using var scheduler = new RealTimeScheduler();
            var wire = new VirtualWire(scheduler, new WireConditions { Delay = TimeSpan.FromMilliseconds(2) });
            using var arrived = new AutoResetEvent(false);
            wire.B.FrameAvailable += () => arrived.Set();
            long sentAt = scheduler.Microseconds;
            wire.A.Send(7);
            Assert.True(arrived.WaitOne(Patience));
            Assert.True(scheduler.Microseconds - sentAt >= 2000);
            Assert.Equal([7], wire.B.ReceiveNumbers());
        }

        [Fact]
        public void MonotonicClock_BeginsAtZero_AndRunsForward()
        {
            var clock = new MonotonicClock();
            long before = clock.Microseconds;
            Thread.Sleep(2);
            Assert.InRange(before, 0, 10_000_000);
            Assert.True(clock.Microseconds >= before + 2000);
            Assert.True(clock.Milliseconds >= 2);
        }
    }
}
