namespace Nano.Fuzzing
{
    /// <summary>Makes an input smaller for as long as it keeps what makes it worth keeping: fewer steps, then less in each.</summary>
    /// <param name="keeps">Whether an input still has it.</param>
    /// <param name="mostRuns">How many it may try.</param>
    internal sealed class InputShrinker(Predicate<FuzzInput> keeps, int mostRuns)
    {
        /// <summary>How many inputs it has tried.</summary>
        internal int Runs { get; private set; }

        /// <summary>Leaves out steps, many at a time first, then one by one.</summary>
        internal FuzzInput DropSteps(FuzzInput input)
        {
            for (int count = Math.Max(1, input.Steps.Count / 2); count > 0; count /= 2)
            {
                for (int at = input.Steps.Count - count; at >= 0; at = Math.Min(at - count, input.Steps.Count - count))
                {
                    Try(ref input, [.. input.Steps.Take(at), .. input.Steps.Skip(at + count)]);
                }
            }

            return input;
        }

        /// <summary>Does that, and makes what is left in the steps what is usual, word by word, and bytes fewer.</summary>
        internal FuzzInput Shrink(FuzzInput input)
        {
            string before;
            do
            {
                before = input.ToString();
                input = DropSteps(input);
                for (int at = 0; at < input.Steps.Count; at++)
                {
                    foreach (string simpler in SimplerThan(input.Steps[at].ToString()))
                    {
                        Step step;
                        try
                        {
                            step = Step.Parse(simpler);
                        }
                        catch (FormatException)
                        {
                            continue;
                        }

                        if (Try(ref input, [.. input.Steps.Take(at), step, .. input.Steps.Skip(at + 1)]))
                        {
                            at--;
                            break;
                        }
                    }
                }
            }
            while (before != input.ToString() && Runs < mostRuns);
            return input;
        }

        private bool Try(ref FuzzInput input, IReadOnlyList<Step> steps)
        {
            if (Runs >= mostRuns)
            {
                return false;
            }

            Runs++;
            FuzzInput smaller = input with { Steps = steps };
            if (!keeps(smaller))
            {
                return false;
            }

            input = smaller;
            return true;
        }

        private static IEnumerable<string> SimplerThan(string line)
        {
            string[] words = line.Split(' ');
            for (int i = 1; i < words.Length; i++)
            {
                string name = words[i][..(words[i].IndexOf('=') + 1)];
                string value = words[i][name.Length..];
                if (name != "flow=" && name != "do=" && name != "bytes=")
                {
                    yield return With("");
                }

                if (name is "bytes=" or "options=")
                {
                    for (int length = value.Length / 4 * 2; length > 0; length = length / 4 * 2)
                    {
                        for (int at = 0; at < value.Length; at += length)
                        {
                            yield return With(name + value.Remove(at, Math.Min(length, value.Length - at)));
                        }
                    }
                }
                else if (long.TryParse(value, out long number) && number is > 1 or < -1 && name != "flow=")
                {
                    yield return With(name + (number / 2));
                    yield return With(name + (number - Math.Sign(number)));
                }

                string With(string word) => string.Join(' ', (string[])[.. words[..i], .. word.Length == 0 ? Array.Empty<string>() : [word], .. words[(i + 1)..]]);
            }
        }
    }
}
