namespace Nano.Workbench
{
    /// <summary>A scenario, or a request of the page, that cannot be understood. The message says what is wrong.</summary>
    public sealed class ScenarioException(string message) : Exception(message);
}
