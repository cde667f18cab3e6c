using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nano.Cli
{
    /// <summary>Shows what the cost benchmark has measured on the interpreter.</summary>
    internal static class CostReport
    {
        private const string Image = "Nano.Net.pe";
        private const int ImageReach = 48 * 1024;

        /// <summary>Reads a run to its end.</summary>
        /// <param name="run">The run.</param>
        /// <param name="folder">Where the images are.</param>
        /// <param name="terminal">Where to show the figures.</param>
        /// <returns>The exit status.</returns>
        public static int Run(ClrRun run, string folder, Terminal terminal)
        {
            terminal.ShowStatus("measuring on nanoCLR");
            string? json = null;
            var others = new List<string>();
            foreach (string line in run.Lines())
            {
                if (line.StartsWith("{\"figures\":", StringComparison.Ordinal))
                {
                    json = line;
                }
                else
                {
                    others.Add(line);
                }
            }

            terminal.ShowStatus("");
            if (json == null || JsonNode.Parse(json)?["figures"] is not JsonArray figures)
            {
                others.ForEach(terminal.WriteLine);
                throw new CliException(run.TimedOut ? "nanoCLR was ended because its time was up; see --timeout" : $"nanoCLR has ended with status {run.Status} without any figures", NanoCommand.Failed);
            }

            figures.Add(new JsonObject
            {
                ["name"] = "imageSize",
                ["title"] = $"size of {Image}",
                ["value"] = (double)new FileInfo(Path.Combine(folder, Image)).Length,
                ["unit"] = "bytes",
                ["reach"] = (double)ImageReach,
            });
            terminal.WriteTable(["figure", " value", "unit", " reach", ""], figures.Select(figure => Row(figure!)));
            var values = new JsonObject(figures.Select(figure => KeyValuePair.Create((string)figure!["name"]!, (JsonNode?)figure["value"]!.DeepClone())));
            terminal.WriteLine(values.ToJsonString(new JsonSerializerOptions { WriteIndented = false }));
            return NanoCommand.Done;
        }

        private static string[] Row(JsonNode figure)
        {
            double value = (double)figure["value"]!;
            double? reach = (double?)figure["reach"];
            return
            [
                (string)figure["title"]!,
                Text(value),
                (string)figure["unit"]!,
                reach == null ? "" : Text(reach.Value),
                reach == null ? "" : value <= reach ? "met" : "not met",
            ];
        }

        private static string Text(double value) => value.ToString(value < 1000 && value != Math.Floor(value) ? "0.00" : "N0", CultureInfo.InvariantCulture);
    }
}
