using Nano.Emulator;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>Tries inputs on one target, and sees what they reach.</summary>
    internal sealed class Executor
    {
        private readonly byte[] blocks;
        private readonly CounterReader counters;
        private readonly long[] before;
        private readonly long[] after;
        private readonly long[] counted;
        private readonly byte[] entered;

        /// <param name="target">The target.</param>
        /// <param name="blocks">Where this thread notes the blocks that it enters; empty where none do.</param>
        internal Executor(Target target, byte[] blocks)
        {
            Target = target;
            this.blocks = blocks;
            counters = new CounterReader(target.Counters);
            before = new long[counters.Count];
            after = new long[counters.Count];
            counted = new long[counters.Count];

            // What making the target ready has entered counts as entered.
            entered = [.. blocks];
            Target.Restore();
        }

        internal Target Target { get; }

        internal int CounterCount => counters.Count;

        /// <summary>Blocks that any input has entered.</summary>
        internal ReadOnlySpan<byte> Entered => entered;

        /// <summary>Tries an input.</summary>
        /// <param name="input">The input.</param>
        /// <param name="thorough">Whether to check afterwards what takes time.</param>
        /// <param name="seen">What was reached before; null where nobody wants to know.</param>
        /// <param name="fresh">Gets what it reaches that was not.</param>
        /// <param name="knowsStates">Whether the same in another state is something else.</param>
        /// <returns>The rule that was broken; null where all is well.</returns>
        internal Violation? Run(FuzzInput input, bool thorough, FeatureMap? seen = null, HashSet<int>? fresh = null, bool knowsStates = true)
        {
            Violation? violation = RunOnce(input, thorough, seen, fresh, knowsStates);

            // What the stack allocates it allocates again; what .NET does when something is done for the first time, it does not.
            for (int i = 0; i < 3 && violation?.Rule == Rule.Memory; i++)
            {
                violation = RunOnce(input, thorough, seen, fresh, knowsStates);
            }

            return violation ?? (thorough ? LookBehind(input) : null);
        }

        // A frame ends where it ends: with other bytes behind it the same must happen.
        private Violation? LookBehind(FuzzInput input)
        {
            if (Target.Arena is not { } arena)
            {
                return null;
            }

            // A collection that another thread began can end a run early, which then looks like another one.
            for (int i = 0; i < 3; i++)
            {
                RunOnce(input, thorough: false, null, null, false);
                ulong fingerprint = arena.Fingerprint;
                counters.Read(counted);
                arena.Behind = 0xFF;
                RunOnce(input, thorough: false, null, null, false);
                arena.Behind = 0;
                counters.Read(after);
                if (fingerprint == arena.Fingerprint && counted.AsSpan().SequenceEqual(after))
                {
                    return null;
                }
            }

            return new Violation(Rule.Parsing, "what stands behind a frame changes what becomes of it");
        }

        private Violation? RunOnce(FuzzInput input, bool thorough, FeatureMap? seen, HashSet<int>? fresh, bool knowsStates)
        {
            Target.Restore();
            Array.Clear(blocks);
            try
            {
                foreach (Step step in input.Steps)
                {
                    if (seen == null)
                    {
                        Target.Apply(step);
                        continue;
                    }

                    int context = Target.ContextOf(step);
                    counters.Read(before);
                    Target.Apply(step);
                    context = knowsStates ? context : 0;
                    Note(seen, fresh!, context);
                    int level = seen.OfLevel(context, Target.LevelOf(step));
                    if (seen.IsNew(level))
                    {
                        fresh!.Add(level);
                    }
                }

                counters.Read(before);
                Target.Finish(thorough);
                if (seen != null)
                {
                    Note(seen, fresh!, 0);
                }

                return null;
            }
            catch (Violation e)
            {
                return e;
            }
            catch (Exception e)
            {
                string where = e.StackTrace?.Split('\n').FirstOrDefault()?.Trim() ?? "";
                return new Violation(Rule.Exception, $"{e.GetType().Name}: {e.Message} {where}");
            }
        }

        private void Note(FeatureMap seen, HashSet<int> fresh, int context)
        {
            ReadOnlySpan<byte> map = blocks;
            int at = 0;
            while (true)
            {
                int next = map[at..].IndexOfAnyExcept((byte)0);
                if (next < 0)
                {
                    break;
                }

                at += next;
                entered[at] = 1;
                int feature = seen.OfBlock(context, at);
                if (seen.IsNew(feature))
                {
                    fresh.Add(feature);
                }

                at++;
            }

            Array.Clear(blocks);
            counters.Read(after);
            for (int i = 0; i < after.Length; i++)
            {
                long moved = after[i] - before[i];
                if (moved != 0)
                {
                    int feature = seen.OfCounter(context, i, moved);
                    if (seen.IsNew(feature))
                    {
                        fresh.Add(feature);
                    }
                }
            }
        }
    }
}
