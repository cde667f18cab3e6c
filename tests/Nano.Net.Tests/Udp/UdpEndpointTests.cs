using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Tests.Support;
using Nano.Net.Udp;

namespace Nano.Net.Tests.Udp;

public class UdpEndpointTests
{
    private readonly LowerStack stack = new();
    private readonly byte[] buffer = new byte[2000];

    public UdpEndpointTests() => stack.LearnPeer();

    [Fact]
    public void DatagramForABoundPort_IsReceivedWithItsSender()
    {
        UdpEndpoint endpoint = Open(7);
        Put(5000, 7, Packets.Bytes(30));
        Assert.Equal(30, endpoint.Receive(buffer, 10, 100, out uint source, out int port));
        Assert.Equal((Packets.Peer, 5000), (source, port));
        Assert.Equal(Packets.Bytes(30), buffer.AsSpan(10, 30).ToArray());
        Assert.Equal(UdpResult.WouldBlock, endpoint.Receive(buffer, 0, 100, out _, out _));
    }

    [Fact]
    public void SentDatagram_IsRight()
    {
        UdpEndpoint endpoint = Open(7);
        Assert.Equal(30, endpoint.Send(Packets.Peer, 9, Packets.Bytes(40), 5, 30));
        byte[] frame = stack.TakeSent().Single();
        Assert.Equal(
            Packets.Udp(7, 9, Packets.Bytes(40).AsSpan(5, 30).ToArray(), Packets.Us, Packets.Peer),
            frame.AsSpan(34).ToArray());
    }

    [Fact]
    public void AnyPayload_IsSentWithAChecksumThatIsNeverZero()
    {
        UdpEndpoint endpoint = Open(7);
        Prop.ForAll(Arbitraries.Bytes, payload =>
        {
            endpoint.Send(Packets.Peer, 9, payload, 0, payload.Length);
            byte[] udp = stack.TakeSent().SelectMany(f => f.Skip(34)).ToArray();
            return Packets.UdpChecksum(udp, Packets.Us, Packets.Peer) == 0 && Packets.Get16(udp, 6) != 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void ChecksumThatComesOutAsZero_IsSentAsAllOnes()
    {
        // RFC 768. The payload is chosen so that everything sums to FFFF.
        UdpEndpoint endpoint = Open(7);
        byte[] payload = new byte[2];
        byte[] udp = Packets.Udp(7, 9, payload, Packets.Us, Packets.Peer);
        payload[0] = udp[6];
        payload[1] = udp[7];
        endpoint.Send(Packets.Peer, 9, payload, 0, 2);
        Assert.Equal(0xFFFF, Packets.Get16(stack.TakeSent().Single(), 40));
    }

    [Fact]
    public void Checksum_IsLeftToTheDeviceThatFillsItIn_ButNotInFragments()
    {
        FakeLinkDevice device = new();
        device.Capabilities.FillsChecksums = true;
        LowerStack lazy = new(device: device);
        lazy.LearnPeer();
        UdpEndpoint endpoint = lazy.Udp.Open();
        endpoint.Send(Packets.Peer, 9, new byte[1472], 0, 1472);
        Assert.Equal(0, Packets.Get16(lazy.TakeSent().Single(), 40));
        endpoint.Send(Packets.Peer, 9, Packets.Bytes(1473), 0, 1473);
        byte[] udp = lazy.TakeSent().SelectMany(f => f.Skip(34)).ToArray();
        Assert.Equal(0, Packets.UdpChecksum(udp, Packets.Us, Packets.Peer));
    }

    [Fact]
    public void LongestDatagram_GoesThroughBothWays()
    {
        LowerStack large = new(new StackOptions { ReassemblySize = 65515, UdpQueueSize = 65507 });
        large.LearnPeer();
        UdpEndpoint endpoint = large.Udp.Open();
        endpoint.Bind(7);
        byte[] payload = Packets.Bytes(65507);
        Assert.Equal(65507, endpoint.Send(Packets.Peer, 9, payload, 0, 65507));
        byte[] udp = large.TakeSent().SelectMany(f => f.Skip(34)).ToArray();
        Assert.Equal(Packets.Udp(7, 9, payload, Packets.Us, Packets.Peer), udp);
        foreach (byte[] fragment in Packets.Fragments(17, Packets.Udp(9, 7, payload), 1480))
        {
            large.Receive(Packets.FromPeer(fragment));
        }

        byte[] received = new byte[65507];
        Assert.Equal(65507, endpoint.Receive(received, 0, 65507, out _, out _));
        Assert.Equal(payload, received);
        Assert.Equal(UdpResult.TooBig, endpoint.Send(Packets.Peer, 9, new byte[65508], 0, 65508));
    }

    [Fact]
    public void WrongChecksum_IsDropped_AndNoneIsAccepted()
    {
        UdpEndpoint endpoint = Open(7);
        byte[] wrong = Packets.Udp(5, 7, Packets.Bytes(30));
        wrong[20] ^= 1;
        stack.Receive(Packets.FromPeer(Packets.Ip(17, wrong)));
        Assert.Equal(1, stack.Udp.counters.BadChecksum);
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(5, 7, Packets.Bytes(30), checksum: false))));
        Assert.Equal(1, endpoint.Available);
    }

    [Fact]
    public void LengthsThatContradictOneAnother_AreDropped_AndExcessIsCutOff()
    {
        UdpEndpoint endpoint = Open(7);
        byte[] udp = Packets.Udp(5, 7, Packets.Bytes(30), checksum: false);
        foreach (int length in new[] { 0, 7, 39, 65535 })
        {
            Packets.Put16(udp, 4, length);
            stack.Receive(Packets.FromPeer(Packets.Ip(17, udp)));
        }

        stack.Receive(Packets.FromPeer(Packets.Ip(17, new byte[7])));
        Assert.Equal(5, stack.Udp.counters.Malformed);
        Packets.Put16(udp, 4, 18);
        stack.Receive(Packets.FromPeer(Packets.Ip(17, udp)));
        Assert.Equal(10, endpoint.Receive(buffer, 0, 100, out _, out _));
    }

    [Fact]
    public void ClosedPort_IsReportedToTheSender()
    {
        byte[] packet = Packets.Ip(17, Packets.Udp(5, 7, Packets.Bytes(30)));
        stack.Receive(Packets.FromPeer(packet));
        Assert.Equal(Packets.Icmp(3, 3, 0, packet), stack.TakeSent().Single().AsSpan(34).ToArray());
        Assert.Equal(1, stack.Udp.counters.NoPort);
    }

    [Fact]
    public void DatagramLongerThanTheBuffer_IsCutShort_AndSaysSo()
    {
        UdpEndpoint endpoint = Open(7);
        Put(5, 7, Packets.Bytes(30));
        Put(5, 7, Packets.Bytes(20, 2));
        Assert.Equal(10, endpoint.Receive(buffer, 0, 10, out _, out _));
        Assert.True(endpoint.IsTruncated);
        Assert.Equal(20, endpoint.Receive(buffer, 0, 20, out _, out _));
        Assert.False(endpoint.IsTruncated);
        Assert.Equal(Packets.Bytes(20, 2), buffer.AsSpan(0, 20).ToArray());
    }

    [Fact]
    public void DatagramLongerThanTheWholeQueue_IsCountedAsThat()
    {
        UdpEndpoint endpoint = Open(7);
        Put(5, 7, new byte[1025]);
        Assert.Equal((1, 0, 0, 0), (stack.Udp.counters.TooLong, stack.Udp.counters.QueueFull, stack.Udp.counters.DatagramsQueued, endpoint.QueuedBytes));
        Put(5, 7, new byte[1024]);
        Assert.Equal((1, 0, 1, 1024), (stack.Udp.counters.TooLong, stack.Udp.counters.QueueFull, stack.Udp.counters.DatagramsQueued, endpoint.QueuedBytes));
        Put(5, 7, new byte[1]);
        Assert.Equal((1, 1), (stack.Udp.counters.TooLong, stack.Udp.counters.QueueFull));
        int before = endpoint.closings;
        endpoint.Close();
        endpoint.Close();
        Assert.Equal(before + 1, endpoint.closings);
    }

    [Fact]
    public void FullQueue_DropsTheNewcomer()
    {
        UdpEndpoint endpoint = Open(7);
        for (int i = 0; i < 6; i++)
        {
            Put(5, 7, new[] { (byte)i });
        }

        Assert.Equal(4, endpoint.Available);
        Assert.Equal(2, stack.Udp.counters.QueueFull);
        endpoint.Receive(buffer, 0, 10, out _, out _);
        Assert.Equal(0, buffer[0]);
        Put(5, 7, new byte[1022]);
        Assert.Equal(3, stack.Udp.counters.QueueFull);
        Put(5, 7, new byte[1021]);
        Assert.Equal(4, endpoint.Available);
    }

    [Fact]
    public void QueueOfAnySize_BehavesLikeAQueue()
    {
        Prop.ForAll(Arbitraries.Operations, operations =>
        {
            LowerStack small = new(new StackOptions { UdpQueueLength = 3, UdpQueueSize = 50 });
            UdpEndpoint endpoint = small.Udp.Open();
            endpoint.Bind(7);
            Queue<byte[]> model = new();
            int next = 0;
            foreach (int operation in operations)
            {
                if (operation % 2 == 0)
                {
                    byte[] payload = Packets.Bytes((int)((uint)operation / 2 % 30), ++next);
                    small.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(1000 + next, 7, payload))));
                    if (model.Count < 3 && model.Sum(m => m.Length) + payload.Length <= 50)
                    {
                        model.Enqueue(payload);
                    }
                }
                else
                {
                    int length = endpoint.Receive(buffer, 3, 30, out uint _, out int _);
                    if (model.TryDequeue(out byte[]? expected))
                    {
                        Assert.Equal(expected, buffer.AsSpan(3, length).ToArray());
                    }
                    else
                    {
                        Assert.Equal(UdpResult.WouldBlock, length);
                    }
                }

                Assert.Equal(model.Count, endpoint.Available);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Port_BelongsToOneEndpoint()
    {
        UdpEndpoint first = Open(7);
        UdpEndpoint second = stack.Udp.Open();
        Assert.False(second.Bind(7));
        Assert.True(second.Bind(8));
        Assert.False(second.Bind(9));
        Assert.Null(stack.Udp.Open());
        first.Close();
        UdpEndpoint third = stack.Udp.Open();
        Assert.NotNull(third);
        Assert.True(third.Bind(7));
    }

    [Fact]
    public void PortZero_StandsForAnyDynamicPort()
    {
        LowerStack many = new(new StackOptions { UdpSockets = 100, UdpQueueSize = 8, UdpQueueLength = 1 });
        HashSet<int> ports = new();
        for (int i = 0; i < 100; i++)
        {
            UdpEndpoint endpoint = many.Udp.Open();
            Assert.True(endpoint.Bind(0));
            Assert.InRange(endpoint.localPort, 49152, 65535);
            Assert.True(ports.Add(endpoint.localPort));
        }
    }

    [Fact]
    public void EndpointThatSends_GetsAPort()
    {
        UdpEndpoint endpoint = stack.Udp.Open();
        endpoint.Send(Packets.Peer, 9, new byte[4], 0, 4);
        Assert.InRange(endpoint.localPort, 49152, 65535);
        Assert.Equal(endpoint.localPort, Packets.Get16(stack.TakeSent().Single(), 34));
    }

    [Fact]
    public void ConnectedEndpoint_HearsOnlyItsPeer()
    {
        UdpEndpoint endpoint = Open(7);
        Assert.Equal(0, endpoint.Connect(Packets.Peer, 9));
        Put(9, 7, new byte[4]);
        Put(10, 7, new byte[4]);
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(9, 7, new byte[4], Packets.OtherPeer), source: Packets.OtherPeer)));
        Assert.Equal(1, endpoint.Available);
        Assert.Equal(2, stack.Udp.counters.NoPort);
        Assert.Equal(4, endpoint.Send(new byte[4], 0, 4));
        Assert.Equal(9, Packets.Get16(stack.TakeSent()[^1], 36));

        Assert.Equal(0, endpoint.Connect(0, 0));
        Put(10, 7, new byte[4]);
        Assert.Equal(2, endpoint.Available);
        Assert.Equal(UdpResult.NotConnected, endpoint.Send(new byte[4], 0, 4));
        Assert.Equal(0, stack.Ipv4.Find(Packets.Peer).references);
    }

    [Fact]
    public void PortUnreachable_IsToldOnceToTheConnectedEndpoint()
    {
        UdpEndpoint endpoint = Open(7);
        endpoint.Connect(Packets.Peer, 9);
        Assert.Equal(UdpResult.WouldBlock, endpoint.Receive(buffer, 0, 10, out _, out _));
        endpoint.readersWaiting++;
        Unreachable(3, 7, 9);
        Assert.True(endpoint.readable.WaitOne(0));
        Assert.Equal(UdpResult.Refused, endpoint.Receive(buffer, 0, 10, out _, out _));
        Assert.Equal(UdpResult.WouldBlock, endpoint.Receive(buffer, 0, 10, out _, out _));
        Unreachable(3, 7, 9);
        Assert.Equal(UdpResult.Refused, endpoint.Send(new byte[4], 0, 4));
        Assert.Equal(4, endpoint.Send(new byte[4], 0, 4));
    }

    [Fact]
    public void ErrorAboutAnotherPeerOrOfAPassingKind_ConcernsNobody()
    {
        UdpEndpoint endpoint = Open(7);
        endpoint.Connect(Packets.Peer, 9);
        Unreachable(3, 7, 10);
        Unreachable(3, 8, 9);
        Unreachable(1, 7, 9);
        Assert.Equal(UdpResult.WouldBlock, endpoint.Receive(buffer, 0, 10, out _, out _));
    }

    [Theory]
    [InlineData(17)]
    [InlineData(1)]
    [InlineData(2)]
    public void ClaimThatSomethingIsTooLarge_TeachesNothing_WhereRoutersMayFragmentIt(int protocol)
    {
        // Datagrams, echo replies and membership reports go without "don't fragment": whoever says so has not seen one.
        UdpEndpoint endpoint = Open(7);
        endpoint.Connect(Packets.Peer, 9);
        Assert.Equal(1000, endpoint.Send(new byte[1000], 0, 1000));
        byte[] quote = Packets.Ip(protocol, Packets.Udp(7, 9, new byte[1000]), source: Packets.Us, destination: Packets.Peer);
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, 4, 600, quote[..28]))));
        Assert.Equal(1500, stack.Ipv4.Find(Packets.Peer).Mtu);
        Assert.Equal(UdpResult.WouldBlock, endpoint.Receive(buffer, 0, 10, out _, out _));
    }

    [Fact]
    public void Broadcast_NeedsToBeEnabled()
    {
        UdpEndpoint endpoint = Open(7);
        Assert.Equal(UdpResult.BroadcastDenied, endpoint.Send(0xFFFFFFFF, 9, new byte[4], 0, 4));
        Assert.Equal(UdpResult.BroadcastDenied, endpoint.Send(Packets.SubnetBroadcast, 9, new byte[4], 0, 4));
        Assert.Equal(4, endpoint.Send(0xE00000FB, 9, new byte[4], 0, 4));
        endpoint.EnableBroadcast = true;
        Assert.Equal(4, endpoint.Send(0xFFFFFFFF, 9, new byte[4], 0, 4));
        byte[] udp = stack.TakeSent()[^1].AsSpan(34).ToArray();
        Assert.Equal(0, Packets.UdpChecksum(udp, Packets.Us, 0xFFFFFFFF));
    }

    [Fact]
    public void BroadcastDatagram_IsReceived()
    {
        UdpEndpoint endpoint = Open(7);
        stack.Receive(Packets.FromPeer(
            Packets.Ip(17, Packets.Udp(5, 7, new byte[4], destination: 0xFFFFFFFF), destination: 0xFFFFFFFF), to: Packets.BroadcastHardware));
        Assert.Equal(1, endpoint.Available);
    }

    [Fact]
    public void WithoutARoute_OrARoomyDevice_SendingSaysSo()
    {
        LowerStack alone = new(gateway: 0);
        alone.LearnPeer();
        UdpEndpoint endpoint = alone.Udp.Open();
        Assert.Equal(UdpResult.NoRoute, endpoint.Send(Packets.FarAway, 9, new byte[4], 0, 4));
        Assert.Equal(UdpResult.NoRoute, endpoint.Connect(Packets.FarAway, 9));
        alone.Device.IsBusy = true;
        Assert.Equal(UdpResult.WouldBlock, endpoint.Send(Packets.Peer, 9, new byte[4], 0, 4));
    }

    /// <summary>A device that takes one frame at a time would never take the second fragment of a datagram that begins anew each time.</summary>
    [Fact]
    public void DatagramInFragments_ThatABusyDeviceInterrupts_GoesOnWhenItIsSentAgain()
    {
        UdpEndpoint endpoint = Open(7);
        stack.LearnPeer();
        stack.TakeSent();
        stack.Device.TakesOne = true;
        byte[] data = Packets.Bytes(4000);
        Assert.Equal(UdpResult.WouldBlock, endpoint.Send(Packets.Peer, 9, data, 0, data.Length));
        Assert.Equal(UdpResult.WouldBlock, endpoint.Send(Packets.Peer, 9, data, 0, data.Length));
        stack.Device.IsBusy = false;
        Assert.Equal(UdpResult.WouldBlock, endpoint.Send(Packets.Peer, 9, data, 0, data.Length));
        stack.Device.IsBusy = false;

        // An answer that goes between is none of it.
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 1, new byte[10]))));
        stack.Device.IsBusy = false;
        Assert.Equal(4000, endpoint.Send(Packets.Peer, 9, data, 0, data.Length));

        byte[][] frames = [.. stack.TakeSent().Where(frame => frame[23] == 17)];
        Assert.Equal([0x2000, 0x2000 + (1480 / 8), 2960 / 8], frames.Select(frame => Packets.Get16(frame, 20)));
        Assert.Single(frames.Select(frame => Packets.Get16(frame, 18)).Distinct());
        Assert.Equal(data, frames.SelectMany(frame => frame[34..]).Skip(8));
        Assert.Equal((1, 1), (stack.Ipv4.counters.DatagramsFragmented, stack.Udp.counters.DatagramsSent));
    }

    [Theory]
    [InlineData(7, 9, 4000, 1)]
    [InlineData(7, 9, 3999, 0)]
    [InlineData(7, 10, 4000, 0)]
    [InlineData(8, 9, 4000, 0)]
    public void OtherDatagram_ThanTheOneThatWasInterrupted_BeginsAnew(int from, int to, int length, byte first)
    {
        UdpEndpoint[] endpoints = [Open(7), Open(8)];
        stack.LearnPeer();
        stack.TakeSent();
        stack.Device.TakesOne = true;
        Assert.Equal(UdpResult.WouldBlock, endpoints[0].Send(Packets.Peer, 9, new byte[4000], 0, 4000));
        stack.Device.IsBusy = stack.Device.TakesOne = false;
        byte[] other = new byte[length];
        other[0] = first;
        Assert.Equal(length, endpoints[from - 7].Send(Packets.Peer, to, other, 0, length));
        byte[][] frames = [.. stack.TakeSent()];
        Assert.Equal([0x2000, 0x2000, 0x2000 + (1480 / 8), 2960 / 8], frames.Select(frame => Packets.Get16(frame, 20)));
        Assert.NotEqual(Packets.Get16(frames[0], 18), Packets.Get16(frames[1], 18));
        Assert.Equal(2, stack.Ipv4.counters.DatagramsFragmented);

        // What is through is not gone on with.
        Assert.Equal(length, endpoints[from - 7].Send(Packets.Peer, to, other, 0, length));
        Assert.Equal([0x2000, 0x2000 + (1480 / 8), 2960 / 8], stack.TakeSent().Select(frame => Packets.Get16(frame, 20)));
    }

    [Fact]
    public void DatagramThatWasInterrupted_AndFitsOnePacketNow_IsSentWhole()
    {
        UdpEndpoint endpoint = Open(7);
        stack.LearnPeer();
        var path = stack.Ipv4.Acquire(Packets.Peer);
        stack.TakeSent();
        path.mtuState = 576;
        stack.Device.TakesOne = true;
        Assert.Equal(UdpResult.WouldBlock, endpoint.Send(Packets.Peer, 9, new byte[1000], 0, 1000));
        stack.Device.IsBusy = false;
        path.mtuState = 1500;
        Assert.Equal(1000, endpoint.Send(Packets.Peer, 9, new byte[1000], 0, 1000));
        Assert.Equal(1042, stack.TakeSent()[^1].Length);
    }

    /// <summary>A way there is; but no place to remember it for as long as the socket is connected.</summary>
    [Fact]
    public void Connecting_WhereAllPathsAreHeld_SaysSo()
    {
        LowerStack full = new(new StackOptions { Paths = 2, UdpSockets = 3 });
        Assert.Equal(0, full.Udp.Open().Connect(Packets.Peer, 9));
        UdpEndpoint endpoint = full.Udp.Open();
        Assert.Equal(UdpResult.NoPath, endpoint.Connect(Packets.FarAway, 9));
        Assert.Equal(1, full.Ipv4.counters.NoPath);
        Assert.Equal(0, full.Ipv4.counters.NoRoute);
        Assert.Equal(UdpResult.NotConnected, endpoint.Send(new byte[4], 0, 4));

        // By the path that the other one holds there is room.
        Assert.Equal(0, endpoint.Connect(Packets.Peer, 10));
    }

    [Fact]
    public void WaitingReader_IsWokenByADatagram_AndByClosing()
    {
        UdpEndpoint endpoint = Open(7);
        Put(5, 7, new byte[4]);
        Assert.False(endpoint.readable.WaitOne(0));
        endpoint.Receive(buffer, 0, 10, out _, out _);
        endpoint.Receive(buffer, 0, 10, out _, out _);
        endpoint.readersWaiting++;
        Put(5, 7, new byte[4]);
        Assert.True(endpoint.readable.WaitOne(0));
        endpoint.Receive(buffer, 0, 10, out _, out _);
        endpoint.Receive(buffer, 0, 10, out _, out _);
        endpoint.Close();
        Assert.True(endpoint.readable.WaitOne(0));
        endpoint.readersWaiting = 0;
        endpoint.OnWaiterLeft();
        Assert.Equal(UdpResult.Closed, endpoint.Receive(buffer, 0, 10, out _, out _));
        Assert.Equal(UdpResult.Closed, endpoint.Send(Packets.Peer, 9, new byte[4], 0, 4));
        Assert.Equal(UdpResult.Closed, endpoint.Send(new byte[4], 0, 4));
        Assert.Equal(UdpResult.Closed, endpoint.Connect(Packets.Peer, 9));
        endpoint.Close();
        Assert.Same(endpoint, stack.Udp.Open());
    }

    [Fact]
    public void ReopenedEndpoint_RemembersNothing()
    {
        UdpEndpoint endpoint = Open(7);
        endpoint.EnableBroadcast = true;
        endpoint.Connect(Packets.Peer, 9);
        Put(9, 7, new byte[4]);
        endpoint.Close();
        Assert.Equal(0, stack.Ipv4.Find(Packets.Peer).references);
        UdpEndpoint again = stack.Udp.Open();
        Assert.Same(endpoint, again);
        Assert.Equal((0, 0, 0, false), (again.localPort, again.remotePort, again.Available, again.EnableBroadcast));
    }

    private UdpEndpoint Open(int port)
    {
        UdpEndpoint endpoint = stack.Udp.Open();
        Assert.True(endpoint.Bind(port));
        return endpoint;
    }

    private void Put(int sourcePort, int destinationPort, byte[] payload) =>
        stack.Receive(Packets.FromPeer(Packets.Ip(17, Packets.Udp(sourcePort, destinationPort, payload))));

    private void Unreachable(int code, int localPort, int remotePort)
    {
        byte[] quote = Packets.Ip(17, Packets.Udp(localPort, remotePort, new byte[4]), source: Packets.Us, destination: Packets.Peer);
        stack.Receive(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(3, code, 0, quote))));
    }
}
