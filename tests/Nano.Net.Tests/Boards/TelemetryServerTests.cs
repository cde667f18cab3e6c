using System.Reflection;
using System.Text;
using System.Text.Json;
using Nano.Boards;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Boards
{
    public class TelemetryServerTests
    {
        [Fact]
        public void EveryConnection_GetsOneDocumentAndItsEnd()
        {
            using var lab = new BoardLab(TelemetryProgram.Start);
            for (int i = 1; i <= 3; i++)
            {
                JsonElement document = Read(lab);
                Assert.Equal(i, document.GetProperty("tcp").GetProperty("passiveOpens").GetInt64());
            }
        }

        [Fact]
        public void Document_TellsUptimeMemoryAndEveryCounter()
        {
            using var lab = new BoardLab(TelemetryProgram.Start);
            long before = Environment.TickCount64;

            JsonElement document = Read(lab);

            Assert.InRange(document.GetProperty("uptimeMilliseconds").GetInt64(), before, Environment.TickCount64);
            Assert.True(document.GetProperty("freeMemoryBytes").GetInt64() > 0);
            StackCounters counters = lab.Board.Runner.Stack.Counters;
            IEnumerable<string> expected = typeof(StackCounters).GetProperties()
                .Where(group => group.GetValue(counters) != null)
                .SelectMany(group => group.GetValue(counters)!.GetType().GetFields(BindingFlags.Public | BindingFlags.Instance)
                    .Select(field => $"{Lower(group.Name)}.{Lower(field.Name)}"));
            IEnumerable<string> told = document.EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.Object)
                .SelectMany(group => group.Value.EnumerateObject().Select(counter => $"{group.Name}.{counter.Name}"));
            Assert.Equal(expected.Order(), told.Order());
        }

        [Fact]
        public void Writer_FillsItsBufferToTheLastByteAndGoesOn()
        {
            foreach (int size in new[] { 1, 2, 3, 7, 64, 1000 })
            {
                var stream = new MemoryStream();
                var json = new JsonWriter(stream, new byte[size]);
                json.BeginObject();
                json.Number("Least", long.MinValue);
                json.BeginObject("Empty");
                json.EndObject();
                json.BeginObject("Inner");
                json.Number("Zero", 0);
                json.Number("Most", long.MaxValue);
                json.EndObject();
                json.Number("Last", 1);
                json.EndObject();
                json.EndDocument();

                Assert.Equal(
                    """{"least":-9223372036854775808,"empty":{},"inner":{"zero":0,"most":9223372036854775807},"last":1}""" + "\n",
                    Encoding.ASCII.GetString(stream.ToArray()));
            }
        }

        private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name[1..];

        private static JsonElement Read(BoardLab lab)
        {
            using TcpClient client = lab.Connect(TelemetryService.UsualPort);
            using var all = new MemoryStream();
            client.GetStream().CopyTo(all);
            using JsonDocument document = JsonDocument.Parse(all.ToArray());
            return document.RootElement.Clone();
        }
    }
}
