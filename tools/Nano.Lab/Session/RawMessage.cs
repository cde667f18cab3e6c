namespace Nano.Workbench
{
    /// <summary>A message that is JSON already.</summary>
    /// <param name="Json">The text.</param>
    internal sealed record RawMessage(string Json);
}
