using Nano.Emulator;

namespace Nano.Fuzzing
{
    /// <summary>What inputs are tried on. It is always begun at the same moment, which is put back before each input.</summary>
    internal abstract class Target
    {
        /// <summary>States that are told apart, at most.</summary>
        internal const int MostContexts = 128;

        /// <summary>Levels that are told apart, at most.</summary>
        internal const int MostLevels = 128;

        [NotRestored]
        private Snapshot? beginning;

        /// <summary>Its name, as inputs and users call it.</summary>
        internal abstract string Name { get; }

        /// <summary>Objects whose public fields of type long count what happens.</summary>
        internal abstract IEnumerable<object> Counters { get; }

        /// <summary>Steps that an input has, at most.</summary>
        internal virtual int MostSteps => 24;

        /// <summary>The stack that it has; null where it has none.</summary>
        internal virtual Arena? Arena => null;

        /// <summary>In which state a step meets the target: 0 to <see cref="MostContexts"/> - 1.</summary>
        internal virtual int ContextOf(Step step) => 0;

        /// <summary>How far something has filled up that no counter tells of, after a step: 0 to <see cref="MostLevels"/> - 1.</summary>
        internal virtual int LevelOf(Step step) => 0;

        /// <summary>Whether it can do a step.</summary>
        internal abstract bool Knows(Step step);

        /// <summary>Does a step.</summary>
        /// <exception cref="Simulation.Violation">A rule was broken.</exception>
        internal abstract void Apply(Step step);

        /// <summary>After the last step: what can be checked only then.</summary>
        /// <param name="thorough">Whether to spend time on it.</param>
        internal virtual void Finish(bool thorough)
        {
        }

        /// <summary>Draws a step.</summary>
        internal abstract Step Draw(RandomSource random);

        /// <summary>A step that is a little different.</summary>
        internal abstract Step Change(Step step, RandomSource random);

        /// <summary>Back to the beginning.</summary>
        internal void Restore() => beginning!.Restore();

        /// <summary>Makes this moment the beginning.</summary>
        private protected void Begin() => beginning = new Snapshot(this);
    }
}
