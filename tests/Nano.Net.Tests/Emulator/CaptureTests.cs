using System.Buffers.Binary;
using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Nano.Emulator;
using Nano.Net.Link;
using Xunit;

namespace Nano.Net.Tests.Emulator
{
    public sealed class CaptureTests : IDisposable
    {
        private readonly string path = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(path);

        [Fact]
        public void WhatIsWritten_IsReadAgain() =>
            Prop.ForAll(ArbMap.Default.ArbFor<(uint Time, byte[] Bytes)[]>(), packets =>
            {
                using var stream = new MemoryStream();
                using (var writer = new PcapWriter(stream, PcapLinkType.RawIp))
                {
                    foreach ((uint time, byte[] bytes) in packets)
                    {
                        writer.Write(time * 1001L, bytes);
                    }
                }

                using var reader = new PcapReader(new MemoryStream(stream.ToArray()));
                Assert.Equal(PcapLinkType.RawIp, reader.LinkType);
                foreach ((uint time, byte[] bytes) in packets)
                {
                    PcapPacket packet = reader.Read()!;
                    Assert.Equal(time * 1001L, packet.Microseconds);
                    Assert.Equal(bytes, packet.Bytes);
                    Assert.Equal(bytes.Length, packet.OriginalLength);
                }

                Assert.Null(reader.Read());
            }).QuickCheckThrowOnFailure();

        [Theory]
        [InlineData(false, false, 5_000_000_000 + 7_000)]
        [InlineData(true, false, 5_000_000_000 + 7_000)]
        [InlineData(false, true, 5_000_000_000 + 7)]
        [InlineData(true, true, 5_000_000_000 + 7)]
        public void EitherByteOrder_AndEitherFractionOfASecond_IsRead(bool bigEndian, bool nanoseconds, long expected)
        {
            using var reader = new PcapReader(new MemoryStream(File7(bigEndian, nanoseconds)));
            PcapPacket packet = reader.Read()!;
            Assert.Equal(PcapLinkType.Ethernet, reader.LinkType);
            Assert.Equal(expected, packet.Nanoseconds);
            Assert.Equal([1, 2, 3], packet.Bytes);
            Assert.Equal(99, packet.OriginalLength);
            Assert.Null(reader.Read());
        }

        [Fact]
        public void AFileCutShortAnywhere_IsOneClearError_WithTheOffset()
        {
            byte[] whole = File7(false, false);
            for (int length = 0; length < whole.Length; length++)
            {
                if (length == 24)
                {
                    continue;
                }

                var exception = Assert.Throws<InvalidDataException>(() => ReadAll(whole[..length]));
                int offset = length < 24 ? 0 : length < 40 ? 24 : 40;
                Assert.StartsWith($"pcap, offset {offset}: ", exception.Message);
                Assert.Contains("is cut short", exception.Message);
                Assert.DoesNotContain('\n', exception.Message);
            }
        }

        [Theory]
        [InlineData(0, 0xFFu, "offset 0: 0xA1B2C3FF is not how a pcap file begins")]
        [InlineData(4, 9u, "offset 4: version 9 is not known")]
        [InlineData(24 + 4, 0xFFFFFFu, "offset 28: 16777215 is no fraction of a second")]
        [InlineData(24 + 8, 0xFFFFFFu, "offset 32: a frame of 16777215 bytes is longer")]
        [InlineData(24 + 12, 0xFFFFFFFFu, "offset 36: a frame cannot have had 4294967295 bytes")]
        public void AMalformedFile_IsOneClearError_WithTheOffset(int offset, uint value, string message)
        {
            byte[] file = File7(false, false);
            if (value <= 0xFF)
            {
                file[offset] = (byte)value;
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(offset), value);
            }

            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ReadAll(file)).Message);
        }

        [Fact]
        public void AFileOfTheNewerFormat_IsToldHowToConvert()
        {
            byte[] file = new byte[100];
            BinaryPrimitives.WriteUInt32LittleEndian(file, 0x0A0D0D0A);
            Assert.Contains("editcap", Assert.Throws<InvalidDataException>(() => ReadAll(file)).Message);
        }

        [Fact]
        public void NoBytesWhatsoever_MakeTheReaderFailOtherwise() =>
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
            {
                try
                {
                    ReadAll([.. File7(false, false), .. bytes]);
                }
                catch (InvalidDataException e)
                {
                    Assert.StartsWith("pcap, offset ", e.Message);
                }
            }).QuickCheckThrowOnFailure();

        [Fact]
        public void ACaptureObserver_WritesWhatAStackSendsAndReceives_WithItsTime()
        {
            var scheduler = new VirtualScheduler();
            var capture = new CaptureObserver(path, scheduler, epoch: DateTimeOffset.FromUnixTimeSeconds(1000));
            byte[] buffer = [0, 1, 2, 3, 4];
            scheduler.RunFor(TimeSpan.FromMicroseconds(1500));
            capture.FrameSent(buffer, 1, 2);
            scheduler.RunFor(TimeSpan.FromMicroseconds(1));
            capture.FrameReceived(buffer, 3, 2);
            capture.Dispose();
            capture.FrameSent(buffer, 0, 5);

            IReadOnlyList<PcapPacket> packets = PcapReader.ReadFile(path);
            Assert.Equal([1_000_001_500, 1_000_001_501], packets.Select(p => p.Microseconds));
            Assert.Equal([[1, 2], [3, 4]], packets.Select(p => p.Bytes));
        }

        [Fact]
        public void Writers_MayWriteFromManyThreads()
        {
            using (var writer = new PcapWriter(path))
            {
                Parallel.For(0, 1000, i => writer.Write(i, Frames.Make(i, 60 + i)));
            }

            IReadOnlyList<PcapPacket> packets = PcapReader.ReadFile(path);
            Assert.Equal(1000, packets.Count);
            Assert.All(packets, p => Assert.Equal(Frames.Make((int)p.Microseconds, 60 + (int)p.Microseconds), p.Bytes));
        }

        [Fact]
        public void AWireCapture_WritesEachFrameOnce_OrWhatAPortSees()
        {
            var scheduler = new VirtualScheduler();
            var wire = new VirtualWire(scheduler, new() { Delay = TimeSpan.FromMilliseconds(1) });
            string atB = System.IO.Path.GetTempFileName();
            using (new WireCapture(path, wire))
            using (new WireCapture(atB, wire, wire.B))
            {
                wire.A.Send(1);
                wire.B.Send(2);
                wire.A.Outbound.Conditions = new() { Loss = 1 };
                wire.A.Send(3);
                scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            }

            Assert.Equal([(0, 1), (0, 2), (0, 3)], Read(path));
            Assert.Equal([(0, 2), (1000, 1)], Read(atB));
            File.Delete(atB);

            static IEnumerable<(long, int)> Read(string file) =>
                PcapReader.ReadFile(file).Select(p => (p.Microseconds, Frames.NumberOf(p.Bytes)));
        }

        [SkippableTheory]
        [InlineData(LinkMedium.Ethernet, "1;1.500002000;02:00:00:00:00:01;192.0.2.1;192.0.2.2")]
        [InlineData(LinkMedium.Ip, "1;1.500002000;;192.0.2.1;192.0.2.2")]
        public void Tshark_ReadsWhatIsWritten(LinkMedium medium, string expected)
        {
            byte[] packet = Convert.FromHexString("45000014000000004001F6E3C0000201C0000202");
            byte[] frame = medium == LinkMedium.Ip
                ? packet
                : [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, .. packet];
            using (var capture = new PcapWriter(path, PcapWriter.LinkTypeOf(medium)))
            {
                capture.Write(1_500_002, frame);
            }

            string[] fields = ["frame.number", "frame.time_epoch", "eth.src", "ip.src", "ip.dst"];
            string output = RunTshark(["-r", path, "-T", "fields", "-E", "separator=;", .. fields.SelectMany(f => new[] { "-e", f })]);
            Assert.Equal(expected, output.Trim());
        }

        private static string RunTshark(IEnumerable<string> arguments)
        {
            Process? process = null;
            try
            {
                process = Process.Start(new ProcessStartInfo("tshark", arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                });
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // Not installed: see below.
            }

            Skip.If(process == null, "tshark is not installed");
            using (process)
            {
                _ = process!.StandardError.ReadToEndAsync();
                return process.StandardOutput.ReadToEnd();
            }
        }

        /// <summary>A file with one frame, 1 2 3 of once 99 bytes, at 5 seconds and 7 fractions.</summary>
        private static byte[] File7(bool bigEndian, bool nanoseconds)
        {
            uint magic = nanoseconds ? 0xA1B23C4Du : 0xA1B2C3D4u;
            uint version = bigEndian ? 0x0002_0004u : 0x0004_0002u;
            uint[] words = [magic, version, 0, 0, 262_144, 1, 5, 7, 3, 99];
            byte[] file = new byte[words.Length * 4 + 3];
            for (int i = 0; i < words.Length; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(
                    file.AsSpan(i * 4), bigEndian ? BinaryPrimitives.ReverseEndianness(words[i]) : words[i]);
            }

            file[^3] = 1;
            file[^2] = 2;
            file[^1] = 3;
            return file;
        }

        private static void ReadAll(byte[] file)
        {
            using var reader = new PcapReader(new MemoryStream(file));
            while (reader.Read() != null)
            {
            }
        }
    }
}
