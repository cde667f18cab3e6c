using Nano.Emulator;

namespace Nano.Fuzzing
{
    /// <summary>Draws inputs, new ones and such as are a little different from those that are known.</summary>
    internal sealed class InputMutator(Target target, RandomSource random)
    {
        internal FuzzInput Draw()
        {
            var steps = new Step[1 + random.Below(Math.Min(target.MostSteps, 6))];
            for (int i = 0; i < steps.Length; i++)
            {
                steps[i] = target.Draw(random);
            }

            return new FuzzInput(target.Name, steps);
        }

        /// <summary>Changes an input.</summary>
        /// <param name="parent">The input.</param>
        /// <param name="other">Another one, of which it may get something.</param>
        internal FuzzInput Change(FuzzInput parent, FuzzInput other)
        {
            List<Step> steps = [.. parent.Steps];
            int changes = 1;
            while (changes < 6 && random.OneIn(2))
            {
                changes++;
            }

            for (; changes > 0; changes--)
            {
                int at = random.Below(Math.Max(1, steps.Count));
                switch (random.Below(16))
                {
                    case < 7 when steps.Count > 0:
                        steps[at] = target.Change(steps[at], random);
                        break;
                    case 7 when steps.Count > 1:
                        steps.RemoveAt(at);
                        break;
                    case 8 when steps.Count > 0:
                        steps.Insert(random.Below(steps.Count + 1), steps[at]);
                        break;
                    case 9 when steps.Count > 1:
                        int with = random.Below(steps.Count);
                        (steps[at], steps[with]) = (steps[with], steps[at]);
                        break;
                    case 10 or 11 when other.Steps.Count > 0:
                        int from = random.Below(other.Steps.Count);
                        steps.InsertRange(random.Below(steps.Count + 1), other.Steps.Skip(from).Take(1 + random.Below(4)));
                        break;
                    default:
                        steps.Insert(random.Below(steps.Count + 1), target.Draw(random));
                        break;
                }
            }

            return new FuzzInput(parent.Target, [.. steps.Take(target.MostSteps)]);
        }
    }
}
