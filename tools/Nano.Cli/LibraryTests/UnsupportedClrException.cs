namespace Nano.Cli
{
    /// <summary>The nanoCLR that is there has no native half of the ESP32 MAC driver.</summary>
    internal sealed class UnsupportedClrException() : Exception("this nanoCLR has no native half of the ESP32 MAC driver: build one with it, as hardware/firmware/README.md shows (\"On a PC\").");
}
