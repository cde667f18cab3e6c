namespace Nano.Net.Management
{
    /// <summary>Is told of settings, or asked about them.</summary>
    /// <param name="settings">The settings.</param>
    public delegate void SettingsHandler(DeviceSettings settings);
}
