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
            Figure[] cost = new CostBenchmark().Run();
            StringBuilder json = new StringBuilder("{\"figures\":[");
            for (int i = 0; i < cost.Length + memory.Length; i++)
            {
                Figure figure = i < cost.Length ? cost[i] : memory[i - cost.Length];
                Console.WriteLine(figure.Row());
                json.Append(i == 0 ? "" : ",");
                json.Append(figure.Json());
            }

            json.Append("]}");
            Console.WriteLine(json.ToString());
        }
    }
}
