using Nano.Net.Internet;
using Path = Nano.Net.Internet.Path;

namespace Nano.Net.Tests.Support;

/// <summary>A transport that keeps what it is handed.</summary>
internal sealed class RecordingTransport : TransportProtocol
{
    public List<byte[]> Received { get; } = new();

    public List<(Path Path, DeliveryError Error, byte[] Quote, int Mtu)> Errors { get; } = new();

    public Path? LastPath { get; private set; }

    public int LastTypeOfService { get; private set; }

    public bool LastBroadcast { get; private set; }

    public int AddressesLost { get; private set; }

    public List<Path> ProbesDue { get; } = new();

    public List<Path> Unreachable { get; } = new();

    /// <summary>The paths that are good again.</summary>
    public List<Path> Reachable { get; } = new();

    /// <summary>Called for each of them, as TCP sends at once what was lost.</summary>
    public Action<Path>? BecameReachable { get; set; }

    public bool Keep { get; set; } = true;

    public int Count { get; private set; }

    internal override void OnPacket(Path path, byte[] buffer, int ipOffset, int offset, int length, bool broadcast)
    {
        Assert.NotNull(path);
        Count++;
        LastPath = path;
        LastBroadcast = broadcast;
        LastTypeOfService = buffer[ipOffset + 1];
        if (Keep)
        {
            Received.Add(buffer.AsSpan(offset, length).ToArray());
        }
    }

    internal override void OnError(Path path, DeliveryError error, int mtu, byte[] buffer, int offset, int length) =>
        Errors.Add((path, error, buffer.AsSpan(offset, length).ToArray(), mtu));

    internal override void OnAddressLost(Path path) => AddressesLost++;

    internal override void OnMtuProbeDue(Path path) => ProbesDue.Add(path);

    internal override void OnUnreachable(Path path) => Unreachable.Add(path);

    internal override void OnReachable(Path path)
    {
        Reachable.Add(path);
        BecameReachable?.Invoke(path);
    }
}
