using System.Reflection;
using Nano.Simulation;

namespace Nano.Fuzzing
{
    /// <summary>Where the command enters, be it this copy of the fuzzer or the one beside an instrumented stack: so nothing but .NET's own types passes.</summary>
    public static class FuzzEntry
    {
        /// <summary>Names of all targets.</summary>
        public static IReadOnlyList<string> Targets => TargetList.Names;

        /// <summary>Repeats the inputs of files.</summary>
        /// <param name="files">The files.</param>
        /// <param name="folder">Where what a failure leaves behind goes.</param>
        /// <param name="write">Takes a line of the report.</param>
        /// <param name="status">Takes what is going on.</param>
        /// <returns>Whether all pass.</returns>
        /// <exception cref="FormatException">A file is no file of inputs.</exception>
        public static bool Repeat(string[] files, string folder, Action<string> write, Action<string> status) => Guard(write, () =>
        {
            List<FuzzInput> inputs = CorpusFiles.Load(files);
            return inputs.Count > 0
                ? new FuzzRun(write, status, folder).Repeat(inputs)
                : throw new FormatException($"'{string.Join("', '", files)}': has no inputs");
        });

        /// <summary>Runs a campaign on a copy of the stack that says which blocks are entered.</summary>
        /// <param name="targets">Names of targets.</param>
        /// <param name="inputs">How many inputs to try.</param>
        /// <param name="time">For how long.</param>
        /// <param name="seed">What inputs are drawn from.</param>
        /// <param name="jobs">How many at a time.</param>
        /// <param name="corpus">A folder of inputs to begin with; null for none.</param>
        /// <param name="save">Whether to save to that folder what is worth keeping.</param>
        /// <param name="missed">A file for the source lines that no input has reached; null for none.</param>
        /// <param name="folder">Where what a failure leaves behind goes.</param>
        /// <param name="write">Takes a line of the report.</param>
        /// <param name="status">Takes what is going on.</param>
        /// <param name="stop">Ends it early.</param>
        /// <returns>Whether nothing was found.</returns>
        /// <exception cref="FormatException">A file is no file of inputs.</exception>
        public static bool Run(
            string[] targets, long inputs, TimeSpan time, ulong seed, int jobs, string? corpus, bool save, string? missed, string folder, Action<string> write, Action<string> status, CancellationToken stop)
        {
            status("instrumenting the stack");
            var context = new InstrumentedContext();
            object?[] arguments = [targets, inputs, time, seed, jobs, corpus, save, missed, folder, write, status, context.Lines, stop];
            return (bool)context.Find(typeof(FuzzEntry)).GetMethod(nameof(RunInside))!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
        }

        /// <summary>What <see cref="Run"/> calls in that copy.</summary>
        public static bool RunInside(
            string[] targets, long inputs, TimeSpan time, ulong seed, int jobs, string? corpus, bool save, string? missed, string folder, Action<string> write, Action<string> status, string[] lines, CancellationToken stop)
        {
            return Guard(write, () =>
            {
                var settings = new FuzzSettings { Targets = targets, Inputs = inputs, Time = time, Seed = seed, Jobs = jobs };
                var run = new FuzzRun(write, status, folder);
                bool passed = run.Run(settings, corpus == null ? [] : CorpusFiles.LoadFolder(corpus), lines, stop);
                if (save)
                {
                    CorpusFiles.Save(corpus!, run.Result!, lines.Length, write);
                }

                if (missed != null)
                {
                    File.WriteAllLines(missed, run.Coverage!.Missed);
                }

                return passed;
            });
        }

        // Making a target ready is a conversation, too, in which a rule may be broken.
        private static bool Guard(Action<string> write, Func<bool> run)
        {
            try
            {
                return run();
            }
            catch (Violation e)
            {
                write($"A target has failed while it was made ready ({e.Rule}): {e.Message}");
                write("0 passed, 1 failed, 0 skipped");
                return false;
            }
        }
    }
}
