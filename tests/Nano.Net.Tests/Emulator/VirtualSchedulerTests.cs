using FsCheck;
using FsCheck.Fluent;
using Nano.Emulator;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public class VirtualSchedulerTests
    {
        private readonly VirtualScheduler scheduler = new();
        private readonly List<string> log = [];

        [Fact]
        public void Events_RunInOrderOfTime_AndThoseOfOneTimeInOrderOfInsertion()
        {
            scheduler.Schedule(Note("late"), 20);
            scheduler.Schedule(Note("first"), 10);
            scheduler.Schedule(Note("second"), 10);
            scheduler.Schedule(Note("early"), 5);
            scheduler.RunFor(TimeSpan.FromMicroseconds(20));
            Assert.Equal(["5 early", "10 first", "10 second", "20 late"], log);
        }

        [Fact]
        public void AScheduledEvent_ThatIsScheduledAgain_MovesBehindItsNewNeighbours()
        {
            ScheduledEvent moved = Note("moved");
            scheduler.Schedule(moved, 1);
            scheduler.Schedule(Note("other"), 7);
            scheduler.Schedule(moved, 7);
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.Equal(["7 other", "7 moved"], log);
        }

        [Fact]
        public void ACancelledEvent_DoesNotRun()
        {
            ScheduledEvent item = Note("cancelled");
            scheduler.Schedule(item, 5);
            Assert.True(scheduler.Cancel(item));
            Assert.False(scheduler.Cancel(item));
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.Empty(log);
            Assert.False(item.IsScheduled);
        }

        [Fact]
        public void WhatLiesInThePast_RunsAtOnce_AndTimeDoesNotRunBackwards()
        {
            scheduler.RunFor(TimeSpan.FromMicroseconds(100));
            scheduler.Schedule(Note("past"), 3);
            Assert.True(scheduler.Step());
            Assert.Equal(["100 past"], log);
            Assert.False(scheduler.Step());
        }

        [Fact]
        public void RunFor_LetsTheWholeTimePass_AndLeavesWhatComesLater()
        {
            scheduler.After(TimeSpan.FromMilliseconds(3), () => log.Add("later"));
            scheduler.RunFor(TimeSpan.FromMicroseconds(2999));
            Assert.Equal(2999, scheduler.Microseconds);
            Assert.Equal(2, scheduler.Milliseconds);
            Assert.Empty(log);
            scheduler.RunFor(TimeSpan.FromMicroseconds(1));
            Assert.Equal(["later"], log);
        }

        [Fact]
        public void RunUntil_StopsAtTheEventThatBringsItAbout()
        {
            scheduler.Schedule(Note("a"), 10);
            scheduler.Schedule(Note("b"), 10);
            Assert.True(scheduler.RunUntil(() => log.Count == 1, TimeSpan.FromSeconds(1)));
            Assert.Equal(10, scheduler.Microseconds);
            Assert.Equal(["10 a"], log);
        }

        [Fact]
        public void RunUntil_SaysFalse_WhenTheTimeHasPassed()
        {
            Assert.False(scheduler.RunUntil(() => false, TimeSpan.FromSeconds(1)));
            Assert.Equal(1_000_000, scheduler.Microseconds);
        }

        [Fact]
        public void AnEvent_OfAnotherScheduler_IsRefused()
        {
            ScheduledEvent item = Note("elsewhere");
            new VirtualScheduler().Schedule(item, 1);
            Assert.Throws<InvalidOperationException>(() => scheduler.Schedule(item, 1));
        }

        [Fact]
        public void AnyMixOfSchedulingAndCancelling_RunsWhatIsLeft_SortedByTimeAndInsertion()
        {
            // Each number is an operation: an event (of 20), and a time at which to schedule it, or a request to cancel it.
            Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), operations =>
            {
                var run = new List<int>();
                var tested = new VirtualScheduler();
                ScheduledEvent[] items = [.. Enumerable.Range(0, 20).Select(i => new ScheduledEvent(() => run.Add(i)))];
                var expected = new Dictionary<int, (int Time, int Order)>();
                for (int order = 0; order < operations.Length; order++)
                {
                    int which = (int)((uint)operations[order] % 20);
                    int time = (int)((uint)operations[order] / 20 % 8);
                    if (time == 0)
                    {
                        Assert.Equal(expected.Remove(which), tested.Cancel(items[which]));
                    }
                    else
                    {
                        tested.Schedule(items[which], time);
                        expected[which] = (time, order);
                    }
                }

                tested.RunFor(TimeSpan.FromSeconds(1));
                Assert.Equal(expected.OrderBy(e => e.Value).Select(e => e.Key), run);
            }).QuickCheckThrowOnFailure();
        }

        private ScheduledEvent Note(string what) => new(() => log.Add($"{scheduler.Microseconds} {what}"));
    }
}
