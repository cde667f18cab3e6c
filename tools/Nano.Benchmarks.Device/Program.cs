using System;
using System.Text;

namespace Nano.Benchmarks
{
    /// <summary>Measures what the stack costs on the interpreter: a table for people, and a line of JSON.</summary>
    public static class Program
    {
        /// <summary>The program.</summary>
        public static void Main()
        {
            Figure[] memory = new MemoryBenchmark().Run();
            Figure[] telemetry = new TelemetryMemory().Run();
            StringBuilder json = new StringBuilder("{\"figures\":[");
            Tell(new CostBenchmark(false).Run(), json);
            Tell(new CostBenchmark(true).Run(), json);
            Tell(memory, json);
            Tell(telemetry, json);
            json.Append("]}");
            Console.WriteLine(json.ToString());
        }

        private static void Tell(Figure[] figures, StringBuilder json)
        {
            for (int i = 0; i < figures.Length; i++)
            {
                Console.WriteLine(figures[i].Row());
                json.Append(json[json.Length - 1] == '[' ? "" : ",");
                json.Append(figures[i].Json());
            }
        }
    }
}
