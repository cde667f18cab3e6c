using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>A client, and servers that tell a time of their own, or what a test says.</summary>
public abstract class SntpTestBase
{
    private static readonly DateTime Noon = new(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);
    private protected readonly ServiceWorld world = new("10.0.0.1");
    private protected readonly List<Datagram> asked = [];
    private protected Func<Datagram, byte[]?> answer;

    protected SntpTestBase()
    {
        world.Server.Addresses.Add(Packets.OtherPeer);
        answer = request => Reply(request);
        world.Server.Arrived = datagram =>
        {
            Assert.Equal((123, 48), (datagram.DestinationPort, datagram.Payload.Length));
            Assert.Equal(0x23, datagram.Payload[0]);
            Assert.All(datagram.Payload[1..40], b => Assert.Equal(0, b));
            asked.Add(datagram);
            if (answer(datagram) is { } reply)
            {
                Send(datagram, reply);
            }
        };
    }

    private protected DateTime ServerTime => Noon.AddMilliseconds(world.Milliseconds);

    private protected SntpClient Make(int interval = 1024, params string[] servers) => new(world.Runner, new SntpClientOptions
    {
        Servers = [.. (servers.Length == 0 ? ["10.0.0.2"] : servers).Select(IPAddress.Parse)],
        PollInterval = interval,
    });

    private protected void SetLink(bool isUp) => world.Act(() => world.Wire.A.IsLinkUp = isUp);

    private protected void Send(Datagram to, byte[] reply) =>
        world.Server.SendUdp(to.Destination, 123, to.Source, to.SourcePort, reply, world.Wire.A.HardwareAddress);

    private protected static byte[] Kiss(Datagram request, string code)
    {
        byte[] reply = new byte[48];
        reply[0] = 0xE4;
        System.Text.Encoding.ASCII.GetBytes(code).CopyTo(reply, 12);
        request.Payload.AsSpan(40, 8).CopyTo(reply.AsSpan(24));
        return reply;
    }

    private protected byte[] Reply(Datagram request, DateTime? received = null, DateTime? transmitted = null, uint delay = 0, uint dispersion = 0)
    {
        byte[] reply = new byte[48];
        reply[0] = 0x24;
        reply[1] = 2;
        Packets.Put32(reply, 4, delay);
        Packets.Put32(reply, 8, dispersion);
        request.Payload.AsSpan(40, 8).CopyTo(reply.AsSpan(24));
        Put(reply, 32, received ?? ServerTime);
        Put(reply, 40, transmitted ?? ServerTime);
        return reply;
    }

    private static void Put(byte[] reply, int offset, DateTime time)
    {
        // Fixed point of 32.32 bits since 1900, whose whole seconds wrap in 2036.
        double seconds = (time - new DateTime(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc)).TotalSeconds;
        Packets.Put32(reply, offset, (uint)(long)Math.Floor(seconds));
        Packets.Put32(reply, offset + 4, (uint)((seconds - Math.Floor(seconds)) * 4294967296));
    }
}
