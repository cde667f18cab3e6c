using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nano.Cli
{
    /// <summary>What a browser does with the dashboard: it fetches the page, the readings and the connections, among which is its own, by IPv6, and waits for a sample.</summary>
    internal static class DashboardVisit
    {
        private const string EventData = "data: ";
        private const string SampleData = EventData + "{\"sequence\":";

        /// <summary>Pays the visit.</summary>
        /// <param name="dashboard">Where the dashboard is.</param>
        /// <param name="cancellation">Ends it.</param>
        /// <returns>What was seen, in words.</returns>
        /// <exception cref="CliException">What came was not what should have come.</exception>
        /// <exception cref="HttpRequestException">There was no answer, or another one than 200.</exception>
        /// <exception cref="IOException">The connection has failed.</exception>
        public static async Task<string> RunAsync(IPEndPoint dashboard, CancellationToken cancellation)
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.GZip }) { BaseAddress = new Uri($"http://{dashboard}/") };
            byte[] page = await client.GetByteArrayAsync("", cancellation);
            if (!page.AsSpan().TrimEnd((byte)'\n').EndsWith("</html>"u8))
            {
                throw Wrong($"its page of {page.Length:N0} bytes is not whole");
            }

            string readings = await client.GetStringAsync("api/readings", cancellation);
            string connections = await client.GetStringAsync("api/connections", cancellation);
            string sample = await NextSampleAsync(client, cancellation);
            try
            {
                string[] peers = [.. JsonNode.Parse(connections)!["connections"]!.AsArray().Select(connection => (string)connection!["remote"]!)];
                if (!Array.Exists(peers, peer => peer.StartsWith('[')))
                {
                    throw Wrong($"of its connections, none is by IPv6: {string.Join(", ", peers)}");
                }

                return $"Dashboard, by IPv6: a page of {page.Length:N0} bytes; sample {JsonNode.Parse(sample)!["sequence"]!} came as it was taken: "
                    + $"{JsonNode.Parse(readings)!["readings"]![0]!["name"]!} {JsonNode.Parse(sample)!["values"]![0]!}.";
            }
            catch (Exception e) when (e is JsonException or NullReferenceException or ArgumentOutOfRangeException)
            {
                throw Wrong($"the readings, or the sample '{sample}', are not what they should be");
            }
        }

        private static async Task<string> NextSampleAsync(HttpClient client, CancellationToken cancellation)
        {
            using var lines = new StreamReader(await client.GetStreamAsync("api/events", cancellation));
            while (await lines.ReadLineAsync(cancellation) is { } line)
            {
                if (line.StartsWith(SampleData, StringComparison.Ordinal))
                {
                    return line[EventData.Length..];
                }
            }

            throw Wrong("its events ended before a sample came");
        }

        private static CliException Wrong(string what) => new($"the check of the dashboard has failed: {what}", NanoCommand.Failed);
    }
}
