namespace Nano.Workbench
{
    /// <summary>A capture as the page shows it: the messages of everything in it, and the frames behind them.</summary>
    /// <param name="Name">The file's name.</param>
    /// <param name="Messages">The messages, as MESSAGES.md describes them.</param>
    /// <param name="Segments">The frames.</param>
    internal sealed record CapturedRun(string Name, IReadOnlyList<object> Messages, IReadOnlyList<LabSegment> Segments);
}
