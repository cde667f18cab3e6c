using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Core;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Core;

public class TimerQueueTests
{
    [Fact]
    public void AnyOperations_BehaveLikeASortedList()
    {
        Prop.ForAll(Arbitraries.Operations, operations =>
        {
            const int Entries = 12;
            TimerQueue queue = new(Entries);
            List<int> ran = new();
            Entry[] entries = new Entry[Entries];
            long[] due = new long[Entries];
            for (int i = 0; i < Entries; i++)
            {
                entries[i] = new Entry(i, ran);
                due[i] = -1;
            }

            long now = 0;
            foreach (int operation in operations)
            {
                int which = (int)((uint)operation % Entries);
                int amount = (int)((uint)operation / Entries % 50);
                switch ((uint)operation / 1000 % 4)
                {
                    case 0:
                        queue.Cancel(entries[which]);
                        due[which] = -1;
                        break;
                    case 1:
                        now += amount;
                        ran.Clear();
                        queue.RunDue(now);
                        long last = -1;
                        foreach (int index in ran)
                        {
                            Assert.InRange(due[index], Math.Max(last, 0), now);
                            last = due[index];
                            due[index] = -1;
                        }

                        Assert.DoesNotContain(due, d => d >= 0 && d <= now);
                        break;
                    default:
                        queue.Schedule(entries[which], now + amount);
                        due[which] = now + amount;
                        break;
                }

                Assert.Equal(due.Count(d => d >= 0), queue.Count);
                Assert.Equal(due.Where(d => d >= 0).DefaultIfEmpty(TimerQueue.Never).Min(), queue.NextDue());
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void EntryThatSetsItselfAnewForThePast_DoesNotKeepTheCallerForever()
    {
        TimerQueue queue = new(2);
        List<int> ran = new();
        Entry entry = new(7, ran);
        entry.Again = () => queue.Schedule(entry, 0);
        queue.Schedule(entry, 0);
        queue.RunDue(100);
        Assert.Single(ran);
        queue.RunDue(100);
        Assert.Equal(2, ran.Count);
    }

    [Fact]
    public void FullQueue_SaysSo()
    {
        TimerQueue queue = new(1);
        queue.Schedule(new Entry(0, new List<int>()), 1);
        Assert.Throws<InvalidOperationException>(() => queue.Schedule(new Entry(1, new List<int>()), 2));
    }

    private sealed class Entry : TimerEntry
    {
        private readonly int index;
        private readonly List<int> ran;

        public Entry(int index, List<int> ran)
        {
            this.index = index;
            this.ran = ran;
        }

        public Action? Again { get; set; }

        internal override void OnDue(long now)
        {
            Assert.Equal(-1, heapIndex);
            ran.Add(index);
            Again?.Invoke();
        }
    }
}
