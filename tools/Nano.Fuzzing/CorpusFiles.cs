using System.Globalization;

namespace Nano.Fuzzing
{
    /// <summary>Inputs in files: one file a target, readable, each input behind the other.</summary>
    internal static class CorpusFiles
    {
        private const string Extension = ".txt";

        /// <summary>Inputs that a file may have, so that it can be looked through, and repeated in no time.</summary>
        private const int MostInputs = 400;

        private const int MostShrinking = 600;

        /// <summary>Reads all files of a folder.</summary>
        internal static List<FuzzInput> LoadFolder(string folder) =>
            Load(Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal) : []);

        /// <summary>Reads files.</summary>
        /// <exception cref="FormatException">One of them is wrong; the message says where.</exception>
        internal static List<FuzzInput> Load(IEnumerable<string> files)
        {
            var all = new List<FuzzInput>();
            var targets = new Dictionary<string, Target>();
            foreach (string file in files)
            {
                using var text = new StreamReader(file);
                foreach (FuzzInput input in FuzzInput.ParseAll(text, file))
                {
                    if (!TargetList.Names.Contains(input.Target))
                    {
                        throw new FormatException($"{file}: there is no target '{input.Target}'; {string.Join(", ", TargetList.Names)} are");
                    }

                    if (!targets.TryGetValue(input.Target, out Target? target))
                    {
                        targets.Add(input.Target, target = TargetList.Make(input.Target));
                    }

                    if (input.Steps.FirstOrDefault(s => !target.Knows(s)) is { } unknown)
                    {
                        throw new FormatException($"{file}: the target '{input.Target}' knows no step '{unknown.Verb}'");
                    }

                    all.Add(input);
                }
            }

            return all;
        }

        /// <summary>Saves of what was kept as few inputs as reach every block and move every counter, in whatever state.</summary>
        internal static void Save(string folder, FuzzCampaign campaign, int blocks, Action<string> write)
        {
            Directory.CreateDirectory(folder);
            byte[] map = BlockMap.Watch(blocks);
            foreach ((string name, Corpus kept) in campaign.Kept)
            {
                var executor = new Executor(TargetList.Make(name), map);
                var known = new FeatureMap(blocks, executor.CounterCount);
                var chosen = new List<FuzzInput>();
                foreach (FuzzInput input in kept.ToArray().OrderBy(i => i.ToString().Length))
                {
                    if (chosen.Count == MostInputs)
                    {
                        break;
                    }

                    var fresh = new HashSet<int>();
                    if (executor.Run(input, thorough: false, known, fresh, knowsStates: false) == null && fresh.Count > 0)
                    {
                        // Simplified, as far as it still reaches what nothing before it does.
                        var shrinker = new InputShrinker(
                            candidate =>
                            {
                                var reached = new HashSet<int>();
                                return executor.Run(candidate, thorough: false, known, reached, knowsStates: false) == null && reached.IsSupersetOf(fresh);
                            },
                            MostShrinking);
                        FuzzInput smallest = shrinker.Shrink(input);
                        foreach (int feature in fresh)
                        {
                            known.Add(feature);
                        }

                        chosen.Add(smallest);
                    }
                }

                string path = Path.Combine(folder, name + Extension);
                string head = string.Create(CultureInfo.InvariantCulture, $"# {chosen.Count} inputs, each of which reaches something that those before it do not. `nano fuzz --repeat` repeats them.\n\n");
                File.WriteAllText(path, head + string.Join('\n', chosen));
                write($"{path}: {chosen.Count} inputs, {new FileInfo(path).Length:N0} bytes");
            }
        }
    }
}
