using Nano.Emulator;

namespace Nano.Fuzzing
{
    /// <summary>Inputs that have reached something new. Any thread may add and pick.</summary>
    internal sealed class Corpus
    {
        private readonly Lock gate = new();
        private readonly List<FuzzInput> inputs = [];

        internal int Count => inputs.Count;

        internal void Add(FuzzInput input)
        {
            lock (gate)
            {
                inputs.Add(input);
            }
        }

        /// <summary>One of them, those found last a little more often; null where there are none.</summary>
        internal FuzzInput? Pick(RandomSource random)
        {
            lock (gate)
            {
                int count = inputs.Count;
                return count == 0 ? null : random.OneIn(3) ? inputs[count - 1 - random.Below((count + 7) / 8)] : inputs[random.Below(count)];
            }
        }

        internal FuzzInput[] ToArray()
        {
            lock (gate)
            {
                return [.. inputs];
            }
        }
    }
}
