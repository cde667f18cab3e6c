namespace Nano.Net.Tests.Services;

/// <summary>A UDP datagram of IPv6 as a scripted host sees it, with the time in milliseconds. Addresses are texts.</summary>
internal sealed record Datagram6(long Time, string Source, int SourcePort, string Destination, int DestinationPort, byte[] Payload);
