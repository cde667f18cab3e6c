namespace Nano.Benchmarks
{
    /// <summary>One measured number.</summary>
    /// <param name="Name">Its key in the JSON line.</param>
    /// <param name="Title">What it is, for a reader of the table.</param>
    /// <param name="Value">The number.</param>
    /// <param name="Unit">Its unit.</param>
    /// <param name="Note">What it is beside: a ratio to its peers, say.</param>
    public sealed record Figure(string Name, string Title, double Value, string Unit, string Note = "");
}
