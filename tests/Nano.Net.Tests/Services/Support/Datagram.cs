namespace Nano.Net.Tests.Services;

/// <summary>A UDP datagram as a scripted host sees it, with the time in milliseconds.</summary>
internal sealed record Datagram(long Time, byte[] HardwareDestination, uint Source, int SourcePort, uint Destination, int DestinationPort, byte[] Payload)
{
    public bool IsBroadcastFrame => HardwareDestination.All(b => b == 0xFF);
}
