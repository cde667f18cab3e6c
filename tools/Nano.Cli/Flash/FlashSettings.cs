namespace Nano.Cli
{
    /// <summary>What <c>nano flash</c> is asked for.</summary>
    /// <param name="Program">The name of the board program.</param>
    /// <param name="Link">The link that goes into its image.</param>
    /// <param name="Port">The serial port that the board is at; null to take the only one there is.</param>
    /// <param name="Target">The name of the firmware; null to leave it to nanoff.</param>
    /// <param name="Update">Whether to bring the firmware up to date as well.</param>
    internal sealed record FlashSettings(string Program, string Link, string? Port, string? Target, bool Update);
}
