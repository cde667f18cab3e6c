using System.Globalization;

namespace Nano.Net.Tests.Http
{
    /// <summary>A response as a client reads it.</summary>
    internal sealed record Response(int Status, string Head, string Body)
    {
        /// <summary>The value of a header field; null where there is none.</summary>
        internal string? Header(string name) => Head.Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

        internal static int StatusOf(string head) => int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
