using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

/// <summary>A link device whose far end turns every request for an address, a name or the time into its answer, and allocates nothing.</summary>
internal sealed class EchoingServer : ILinkDevice
{
    private const int Udp = 34;
    private const int Payload = 42;
    private readonly byte[] frame = new byte[1514];
    private int waiting;

    public event FrameAvailableHandler? FrameAvailable;

    public byte[] HardwareAddress { get; } = Packets.OurHardware;

    public int MaximumTransmissionUnit => 1500;

    public bool IsLinkUp => true;

    public LinkCapabilities Capabilities { get; } = new() { VerifiesChecksums = true };

    public int Receive(byte[] buffer, int offset, int capacity)
    {
        int length = waiting;
        waiting = 0;
        Array.Copy(frame, 0, buffer, offset, length);
        return length;
    }

    public bool Send(byte[] buffer, int offset, int length)
    {
        Array.Copy(buffer, offset, frame, 0, length);
        waiting = frame[13] == 6 ? AnswerArp() : AnswerUdp(length);
        FrameAvailable?.Invoke();
        return true;
    }

    private int AnswerArp()
    {
        if (Packets.Get32(frame, 38) != Packets.Peer)
        {
            return 0;
        }

        frame[21] = 2;
        Array.Copy(frame, 28, frame, 0, 4);
        Packets.OurHardware.CopyTo(frame, 32);
        Packets.Put32(frame, 38, Packets.Us);
        Packets.PeerHardware.CopyTo(frame, 22);
        Packets.Put32(frame, 28, Packets.Peer);
        return Address(42);
    }

    private int AnswerUdp(int length)
    {
        int port = Packets.Get16(frame, Udp + 2);
        Packets.Put16(frame, Udp + 2, Packets.Get16(frame, Udp));
        Packets.Put16(frame, Udp, port);
        switch (port)
        {
            case 53:
                frame[Payload + 2] = 0x81;
                frame[Payload + 7] = 1;

                // Without the record with which the question ends (EDNS).
                length -= 11 * frame[Payload + 11];
                frame[Payload + 11] = 0;
                ((ReadOnlySpan<byte>)[0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 10, 0, 0, 2]).CopyTo(frame.AsSpan(length));
                length += 16;
                break;

            case 123:
                frame[Payload] = 0x24;
                frame[Payload + 1] = 1;
                Array.Copy(frame, Payload + 40, frame, Payload + 24, 8);
                frame[Payload + 32] = 0xE0;
                Array.Copy(frame, Payload + 32, frame, Payload + 40, 8);
                break;

            default:
                frame[Payload] = 2;
                frame[Payload + 242] += 1;
                frame[Payload + 242] += (byte)(frame[Payload + 242] == 4 ? 1 : 0);
                Packets.Put32(frame, Payload + 16, Packets.Us);
                ((ReadOnlySpan<byte>)[54, 4, 10, 0, 0, 2, 51, 4, 0, 0, 0, 60, 255]).CopyTo(frame.AsSpan(Payload + 243));
                break;
        }

        Packets.Put32(frame, 26, Packets.Peer);
        Packets.Put32(frame, 30, Packets.Us);
        Packets.Put16(frame, 16, length - 14);
        Packets.Put16(frame, Udp + 4, length - Udp);
        return Address(length);
    }

    private int Address(int length)
    {
        Packets.OurHardware.CopyTo(frame, 0);
        Packets.PeerHardware.CopyTo(frame, 6);
        return length;
    }
}
