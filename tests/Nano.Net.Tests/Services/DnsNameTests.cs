using Nano.Net.Internet.V4;
using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Services;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Services;

public class DnsNameTests
{
    [Fact]
    public void Pointers_AreFollowed()
    {
        // 0: "test", 6: "www" and on at 0, 12: "WWW.test" as a pointer to 6.
        byte[] message = [4, .. "test"u8, 0, 3, .. "www"u8, 0xC0, 0, 0xC0, 6];
        byte[] name = DnsPacket.NameOf("WwW.tesT");
        Assert.True(DnsName.AreEqual(message, 0, message.Length, 6, name, 0, name.Length, 0));
        Assert.True(DnsName.AreEqual(message, 0, message.Length, 12, name, 0, name.Length, 0));
        Assert.True(DnsName.AreEqual(message, 0, message.Length, 12, message, 0, message.Length, 6));
        Assert.False(DnsName.AreEqual(message, 0, message.Length, 0, name, 0, name.Length, 0));
        Assert.Equal((6, 12, 14), (DnsName.Skip(message, 0, 14), DnsName.Skip(message, 6, 14), DnsName.Skip(message, 12, 14)));
        byte[] copy = new byte[10];
        Assert.Equal(10, DnsName.Copy(message, 0, message.Length, 12, copy));
        Assert.Equal(DnsPacket.NameOf("www.test"), copy);
        Assert.Equal(-1, DnsName.Copy(message, 0, message.Length, 12, new byte[9]));
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0 }, 0)]
    [InlineData(new byte[] { 0xC0, 2, 0xC0, 0 }, 2)]
    [InlineData(new byte[] { 1, 97, 0xC0, 0 }, 0)]
    [InlineData(new byte[] { 1, 97, 0xC0 }, 0)]
    [InlineData(new byte[] { 0xC0, 200 }, 0)]
    [InlineData(new byte[] { 5, 97, 97 }, 0)]
    [InlineData(new byte[] { 0x41, 97, 0 }, 0)]
    public void LoopsAndOverruns_EndTheWalk(byte[] message, int at)
    {
        Assert.False(DnsName.AreEqual(message, 0, message.Length, at, message, 0, message.Length, at));
        Assert.Equal(-1, DnsName.Copy(message, 0, message.Length, at, new byte[255]));
    }

    /// <summary>A message full of them would keep a device busy for a second, for each of its names and each name that it is compared with.</summary>
    [Fact]
    public void PointersToPointers_AreFollowedOnlySoFar()
    {
        byte[] message = [1, (byte)'a', 0, 0, .. Enumerable.Range(0, 100).SelectMany(i => (byte[])[0xC0, (byte)(i == 0 ? 0 : 2 + (2 * i))])];
        byte[] name = DnsPacket.NameOf("a");
        Assert.True(DnsName.AreEqual(message, 0, message.Length, 10, name, 0, name.Length, 0));
        Assert.False(DnsName.AreEqual(message, 0, message.Length, 202, name, 0, name.Length, 0));
        Assert.Equal(-1, DnsName.Copy(message, 0, message.Length, 202, new byte[255]));
    }

    [Fact]
    public void WhateverAMessageHolds_EveryWalkEndsWithinIt() =>
        Prop.ForAll(Arbitraries.Bytes, Arbitraries.Seed, (bytes, seed) =>
        {
            var random = new System.Random(seed);
            byte[] message = [.. bytes.Select(b => random.Next(3) switch { 0 => (byte)random.Next(4), 1 => (byte)(0xC0 | (b & 1)), _ => b })];
            for (int at = 0; at < message.Length; at++)
            {
                Assert.InRange(DnsName.Skip(message, at, message.Length), -1, message.Length);
                Assert.InRange(DnsName.Copy(message, 0, message.Length, at, new byte[255]), -1, 255);
                DnsName.AreEqual(message, 0, message.Length, at, message, 0, message.Length, random.Next(message.Length));
                Assert.InRange(DnsMessage.Find(message, 0, message.Length, at, random.Next(10), 1, random.Next(message.Length), new Routes()), -1, message.Length);
                Assert.InRange(DnsMessage.Skip(message, message.Length, at, random.Next(10)), -1, message.Length);
                Assert.InRange(DnsMessage.UpperResponseCode([.. new byte[12], .. message], 0, 12 + message.Length, 12 + at), 0, 255);
            }
        }).Check(Config.QuickThrowOnFailure);
}
