using Nano.Emulator;
using Nano.Net.Link;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Emulator
{
    /// <summary>What is said of frames. Those of IPv6 are the Linux kernel's, captured; tshark reads them the same way.</summary>
    public class FrameTextTests
    {
        private const string Ethernet = "92aea2272ef6ee60e20b42dd";

        [Theory]
        [InlineData(
            "333300000016ee60e20b42dd86dd600000000038000100000000000000000000000000000000ff0200000000000000000000000000163a000502000001008f002a860000000204000000ff0200000000000000000001ff00000204000000ff0200000000000000000001ff0b42dd",
            ":: > ff02::16  [hop-by-hop options: router alert] ICMPv6 multicast listener report v2; CHANGE_TO_EXCLUDE_MODE ff02::1:ff00:2; CHANGE_TO_EXCLUDE_MODE ff02::1:ff0b:42dd")]
        [InlineData(
            "3333ff000002ee60e20b42dd86dd6000000000203aff00000000000000000000000000000000ff0200000000000000000001ff00000287006a1a0000000020010db80005000000000000000000020e015fea121a62be",
            ":: > ff02::1:ff00:2  ICMPv6 neighbor solicitation for 2001:db8:5::2; nonce 5fea121a62be")]
        [InlineData(
            "33330000000292aea2272ef686dd6000000000103afffe8000000000000090aea2fffe272ef6ff0200000000000000000000000000028500b79500000000010192aea2272ef6",
            "fe80::90ae:a2ff:fe27:2ef6 > ff02::2  ICMPv6 router solicitation; source 92:ae:a2:27:2e:f6")]
        [InlineData(
            "92aea2272ef6ee60e20b42dd86dd6000000000203aff20010db800050000000000000000000220010db80005000000000000000000018800791a6000000020010db80005000000000000000000020201ee60e20b42dd",
            "2001:db8:5::2 > 2001:db8:5::1  ICMPv6 neighbor advertisement of 2001:db8:5::2 (solicited, override); target ee:60:e2:0b:42:dd")]
        [InlineData(
            "ee60e20b42dd92aea2272ef686dd600b517e00403a4020010db800050000000000000000000120010db80005000000000000000000028000cf81311e0001a6c90d6b00000000af5d010000000000101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637",
            "2001:db8:5::1 > 2001:db8:5::2  ICMPv6 echo request, identifier 12574, sequence 1, 56 bytes")]
        [InlineData(
            "ee60e20b42dd92aea2272ef686dd600b517e05b02c4020010db800050000000000000000000120010db80005000000000000000000023a000001e073e70780006800311f0001a6c90d6b00000000",
            "2001:db8:5::1 > 2001:db8:5::2  [fragment of 0xe073e707, bytes 0 to 1447, more follow] ICMPv6 echo request, identifier 12575, sequence 1, 1440 bytes")]
        [InlineData(
            "ee60e20b42dd92aea2272ef686dd600b517e00782c4020010db800050000000000000000000120010db80005000000000000000000023a000b50e073e70748494a4b4c4d4e4f",
            "2001:db8:5::1 > 2001:db8:5::2  [fragment of 0xe073e707, bytes 2896 to 3007, the last] data of protocol 58")]
        [InlineData(
            "ee60e20b42dd92aea2272ef686dd6009115c0028064020010db800050000000000000000000120010db8000500000000000000000002a79a00070bd8014700000000a002fd20fc1d0000020405a00402080aaf2a8f68000000000103030a",
            "2001:db8:5::1 > 2001:db8:5::2  TCP 42906 > 7  SYN  seq 198705479  len 0  win 64800")]
        [InlineData(
            "92aea2272ef6ee60e20b42dd86dd600ecade004c3a4020010db800050000000000000000000220010db80005000000000000000000010104b0fb00000000600680c5001c114020010db800050000000000000000000120010db8000500000000000000000002bb7903e7001c30227878787878787878787878787878787878787878",
            "2001:db8:5::2 > 2001:db8:5::1  ICMPv6 destination unreachable: port (about 2001:db8:5::1 > 2001:db8:5::2  UDP 47993 > 999, 20 bytes)")]
        [InlineData(
            "ee60e20b42dd92aea2272ef686dd600099dd002e3c4020010db800050000000000000000000120010db800050000000000000000000211001e0400000000bb7903e60026c6a5797979797979797979797979797979797979797979797979797979797979",
            "2001:db8:5::1 > 2001:db8:5::2  [destination options: option 0x1e] UDP 47993 > 998, 30 bytes")]
        [InlineData(
            "33330000000192aea2272ef686dd600ee63900683afffe8000000000000090aea2fffe272ef6ff0200000000000000000000000000018600921840c8070800007530000003e8030440c000015180000038400000000020010db800050000000000000000000005010000000005780101020000000007190300000000025820010db800050000000000000000005318023018ffffffff20010db800060000",
            "fe80::90ae:a2ff:fe27:2ef6 > ff02::1  ICMPv6 router advertisement, hop limit 64, managed addresses, other configuration, preference high, lifetime 1800 s, reachable time 30000 ms, retransmission timer 1000 ms; prefix 2001:db8:5::/64 on-link autonomous, valid 86400 s, preferred 14400 s; MTU 1400; source 02:00:00:00:00:07; DNS 2001:db8:5::53, 600 s; route 2001:db8:6::/48, preference low, for ever")]
        [InlineData(
            "33330000000192aea2272ef686dd6006a2ee001c3afffe8000000000000090aea2fffe272ef6ff020000000000000000000000000001820018f303e8000000000000000000000000000000000000027d0000",
            "fe80::90ae:a2ff:fe27:2ef6 > ff02::1  ICMPv6 multicast listener query v2, within 1000 ms")]
        [InlineData(
            "ee60e20b42dd92aea2272ef686dd600df87300383aff20010db800050000000000000000000120010db80005000000000000000000020200d03b00000500600000000008114020010db800050000000000000000000220010db80005000000000000000000010001000200080000",
            "2001:db8:5::1 > 2001:db8:5::2  ICMPv6 packet too big, MTU 1280 (about 2001:db8:5::2 > 2001:db8:5::1  UDP 1 > 2, 0 bytes)")]
        [InlineData(
            "ee60e20b42dd92aea2272ef686dd6009d7ec00303aff20010db800050000000000000000000120010db80005000000000000000000028900eac000000000fe80000000000000000000000000000920010db80009000000000000000000010201020000000007",
            "2001:db8:5::1 > 2001:db8:5::2  ICMPv6 redirect: 2001:db8:9::1 by fe80::9; target 02:00:00:00:00:07")]
        public void FrameOfIpv6_IsDescribed(string frame, string expected)
        {
            byte[] bytes = Convert.FromHexString(frame);

            Assert.Equal(expected, FrameText.Describe(bytes, LinkMedium.Ethernet));
            Assert.Equal(expected, FrameText.Describe(bytes.AsSpan(14), LinkMedium.Ip));
        }

        [Fact]
        public void DamagedMessage_IsSaidToBe()
        {
            byte[] solicitation = Convert.FromHexString(
                "3333ff000002ee60e20b42dd86dd6000000000203aff00000000000000000000000000000000ff0200000000000000000001ff00000287006a1a0000000020010db80005000000000000000000020e015fea121a62be");
            solicitation[^1] ^= 1;
            Assert.EndsWith("nonce 5fea121a62bf, wrong checksum", FrameText.Describe(solicitation, LinkMedium.Ethernet));
        }

        // A frame, and what is said once so many bytes are missing at its end.
        [Theory]
        [InlineData(1, "malformed option")]
        [InlineData(9, "ICMPv6 neighbor solicitation, cut short")]
        [InlineData(31, "ICMPv6, cut short")]
        [InlineData(33, "IPv6, without whole headers")]
        [InlineData(73, "no Ethernet frame, 13 bytes")]
        public void FrameThatIsCutShort_IsDescribedAsFarAsItGoes(int missing, string expected)
        {
            byte[] solicitation = Convert.FromHexString(
                "3333ff000002ee60e20b42dd86dd6000000000203aff00000000000000000000000000000000ff0200000000000000000001ff00000287006a1a0000000020010db80005000000000000000000020e015fea121a62be");

            Assert.EndsWith(expected, FrameText.Describe(solicitation.AsSpan(0, solicitation.Length - missing), LinkMedium.Ethernet));
        }

        [Theory]
        [InlineData("6000000000083b40", "no next header")]
        [InlineData("6000000000083a40", "ICMPv6 type 200, code 3, wrong checksum", "c803000000000000")]
        [InlineData("6000000000082b40", "[routing type 0, segments left 1] no next header", "3b00000100000000")]
        [InlineData("6000000000082c40", "[atomic fragment of 0x00000005] no next header", "3b00000000000005")]
        [InlineData("6000000000080040", "[hop-by-hop options] no next header", "3b00010400000000")]
        [InlineData("6000000000080040", "[hop-by-hop options: option 0xc2, malformed] no next header", "3b00c20207070107")]
        [InlineData("6000000000083340", "[authentication] no next header", "3b00000000000000")]
        [InlineData("6000000000088440", "protocol 132, 8 bytes")]
        public void Headers_AreNamed(string begin, string expected, string payload = "0000000000000000")
        {
            byte[] packet = [.. Convert.FromHexString(begin), .. new byte[15], 1, .. new byte[15], 2, .. Convert.FromHexString(payload)];

            Assert.Equal($"::1 > ::2  {expected}", FrameText.Describe(packet, LinkMedium.Ip));
        }

        [Fact]
        public void FrameOfIpv4_IsDescribed()
        {
            Assert.Equal("ARP who has 10.0.0.1? Tell 10.0.0.2", Describe(Packets.ArpRequest(Packets.PeerHardware, Packets.Peer, Packets.Us)));
            Assert.Equal("ARP 10.0.0.2 is at 02:00:00:00:00:02", Describe(Packets.ArpReply(Packets.PeerHardware, Packets.Peer)));
            Assert.Equal("10.0.0.2 > 10.0.0.1  UDP 53 > 1024, 5 bytes", Describe(Packets.FromPeer(Packets.Ip(17, Packets.Udp(53, 1024, [1, 2, 3, 4, 5])))));
            Assert.Equal(
                "10.0.0.2 > 10.0.0.1  ICMP echo request, identifier 1, sequence 2, 3 bytes",
                Describe(Packets.FromPeer(Packets.Ip(1, Packets.Icmp(8, 0, 0x10002, [1, 2, 3])))));
            Assert.Equal(
                "10.0.0.2 > 10.0.0.1  [fragment, bytes 8 to 15, more follow] data of protocol 17",
                Describe(Packets.FromPeer(Packets.Ip(17, new byte[8], fragment: 0x2001))));

            static string Describe(byte[] frame) => FrameText.Describe(frame, LinkMedium.Ethernet);
        }

        [Fact]
        public void FrameOfAnotherProtocol_IsNamedByItsType() =>
            Assert.Equal(
                "ee:60:e2:0b:42:dd > 92:ae:a2:27:2e:f6  EtherType 0x88cc, 4 bytes",
                FrameText.Describe(Convert.FromHexString(Ethernet + "88cc01020304"), LinkMedium.Ethernet));
    }
}
