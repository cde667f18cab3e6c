using Nano.Net.Core;
using Nano.Net.Link;
using Nano.Net.Tcp;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Core;

/// <summary>What goes into a secret that the application has not given.</summary>
public class SecretTests
{
    [Fact]
    public void SecretOfTheApplication_StaysAsItIs()
    {
        var device = new FakeLinkDevice();
        NetworkStack stack = Make(device, [1, 2, 3, 4, 5, 6, 7, 8]);
        Hear(stack, device, 3);
        Assert.Equal(new KeyedHash(0x04030201, 0x08070605).Compute(1, 2, 3), stack.context.hash.Compute(1, 2, 3));
        Assert.Equal(0, stack.context.eventsToMix);
    }

    [Fact]
    public void HardwareAddress_LinkChanges_AndFirstFrames_GoIntoASecretThatWasDrawn()
    {
        var device = new FakeLinkDevice();
        NetworkStack stack = Make(device, null);
        Assert.Equal(62, stack.context.eventsToMix);
        uint before = stack.context.hash.Compute(1, 2, 3);
        Hear(stack, device, 1);
        Assert.Equal(60, stack.context.eventsToMix);
        uint after = stack.context.hash.Compute(1, 2, 3);
        Assert.NotEqual(before, after);
        device.IsLinkUp = false;
        stack.Poll(stack.context.now + 1);
        Assert.Equal(59, stack.context.eventsToMix);
        Assert.NotEqual(after, stack.context.hash.Compute(1, 2, 3));
        stack.Poll(stack.context.now + 1);
        Assert.Equal(59, stack.context.eventsToMix);
        Hear(stack, device, 40);
        Assert.Equal(0, stack.context.eventsToMix);
        after = stack.context.hash.Compute(1, 2, 3);
        Hear(stack, device, 1);
        Assert.Equal(after, stack.context.hash.Compute(1, 2, 3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Secret_StaysOnceTcpRestsOnIt(bool opensItself)
    {
        var device = new FakeLinkDevice();
        NetworkStack stack = Make(device, null);
        if (opensItself)
        {
            stack.tcp.Connect(new IPAddress(Packets.Peer), 80, 0, out _);
        }
        else
        {
            device.Put(Packets.FromPeer(Packets.Ip(6, Syn())));
        }

        stack.Poll(stack.context.now + 1);
        Assert.Equal(0, stack.Counters.Tcp.DroppedBadChecksum);
        Assert.Equal(0, stack.context.eventsToMix);
        uint secret = stack.context.hash.Compute(1, 2, 3);
        Hear(stack, device, 1);
        Assert.Equal(secret, stack.context.hash.Compute(1, 2, 3));
    }

    [Fact]
    public void WhatIsMixed_AndWhen_BothCount()
    {
        uint one = Mixed(1000, 7);
        Assert.NotEqual(one, Mixed(1001, 7));
        Assert.NotEqual(one, Mixed(1000, 8));
        Assert.Equal(one, Mixed(1000, 7));
    }

    [Fact]
    public void Mixing_ChangesBothHalvesOfTheKey()
    {
        // With either half unchanged, one of these would come out again.
        var hash = new KeyedHash(1, 2);
        var first = new KeyedHash(1, 2);
        uint key1 = 2 ^ first.Compute(5, 6, 2);
        uint key0 = 1 ^ first.Compute(5, 6, 1);
        hash.Mix(5, 6);
        Assert.Equal(new KeyedHash(key0, key1).Compute(1, 2, 3), hash.Compute(1, 2, 3));
    }

    [Fact]
    public void NewsOfNeighbors_PassWhileFramesAreLookedAt()
    {
        var device = new FakeLinkDevice();
        NetworkStack stack = Make(device, null);
        TcpConnection connection = stack.tcp.Connect(new IPAddress(Packets.Peer), 80, 0, out _)!;
        Assert.IsType<FrameEntropy>(stack.link.ipv4);
        for (int now = 1000; now <= 4000; now += 100)
        {
            stack.Poll(now);
        }

        Assert.Equal(TcpError.HostUnreachable, connection.error);
        connection = stack.tcp.Connect(new IPAddress(Packets.OtherPeer), 80, 0, out _)!;
        stack.Poll(4500);

        // A larger frame than may wait is owed, and told of when the neighbour is found.
        Nano.Net.Internet.Path path = stack.ipv4.Find(Packets.OtherPeer);
        stack.ipv4.Send(path, 1000);
        device.Sent!.Clear();
        device.Put(Packets.ArpReply(Packets.OtherHardware, Packets.OtherPeer));
        stack.Poll(4501);
        Assert.IsType<FrameEntropy>(stack.link.ipv4);
        Assert.Equal(2, device.Sent.Count);
    }

    [Fact]
    public void FirstFrames_AreNoLongerLookedAt_OnceTheSecretIsSettled()
    {
        var device = new FakeLinkDevice();
        NetworkStack stack = Make(device, null);
        Assert.IsType<FrameEntropy>(stack.link.ipv4);
        Hear(stack, device, 1);
        stack.context.SettleSecret();
        Assert.IsType<FrameEntropy>(stack.link.ipv4);
        Hear(stack, device, 1);
        Assert.Same(stack.ipv4, stack.link.ipv4);
        Assert.Equal(2, stack.Counters.Udp.DatagramsReceived);
        NetworkStack told = Make(new FakeLinkDevice(), [1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Same(told.ipv4, told.link.ipv4);
    }

    private static byte[] Syn()
    {
        byte[] segment = new byte[20];
        Packets.Put16(segment, 2, 80);
        segment[12] = 5 << 4;
        segment[13] = 2;
        byte[] pseudo = new byte[12];
        Packets.Put32(pseudo, 0, Packets.Peer);
        Packets.Put32(pseudo, 4, Packets.Us);
        pseudo[9] = 6;
        Packets.Put16(pseudo, 10, segment.Length);
        Packets.Put16(segment, 16, Packets.Checksum(segment, ~Packets.Checksum(pseudo) & 0xFFFF));
        return segment;
    }

    private static uint Mixed(long now, uint what)
    {
        var context = new StackContext(1, 1, 2) { now = now, eventsToMix = 1 };
        context.Mix(what);
        uint mixed = context.hash.Compute(1, 2, 3);
        context.Mix(what);
        Assert.Equal(mixed, context.hash.Compute(1, 2, 3));
        return mixed;
    }

    private static NetworkStack Make(FakeLinkDevice device, byte[]? secret)
    {
        var stack = new NetworkStack(device, new StackOptions { Address = new IPAddress(Packets.Us), Secret = secret });
        stack.Poll(1000);
        return stack;
    }

    private static void Hear(NetworkStack stack, FakeLinkDevice device, int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            device.Put(Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 6, [1, 2, 3]))));
            stack.Poll(stack.context.now + 1);
        }
    }
}
