namespace Nano.Cli
{
    /// <summary>What a build for the device has come to: a folder of images, or what it lacked.</summary>
    /// <param name="Folder">Where the images are.</param>
    /// <param name="Missing">What could not be had, and how to get it.</param>
    internal sealed record DeviceBuildResult(string? Folder, string? Missing = null);
}
