namespace Nano.Net.Management
{
    /// <summary>Says whether a setting may have a value that is of its type and within its range.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Null where it may; else one clear sentence that says why not.</returns>
    public delegate string SettingsCheck(string value);
}
