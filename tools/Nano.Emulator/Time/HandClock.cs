using Nano.Net.Sockets;

namespace Nano.Net.Tests.Services;

/// <summary>A clock that is set by hand.</summary>
internal sealed class HandClock : IClock
{
    public long Milliseconds { get; set; }
}
