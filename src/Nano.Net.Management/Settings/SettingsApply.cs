namespace Nano.Net.Management
{
    /// <summary>Makes a value hold that has been checked and kept.</summary>
    /// <param name="value">The value.</param>
    public delegate void SettingsApply(string value);
}
