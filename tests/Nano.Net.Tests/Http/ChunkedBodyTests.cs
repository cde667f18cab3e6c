using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nano.Net.Http;

namespace Nano.Net.Tests.Http
{
    public class ChunkedBodyTests
    {
        [Theory]
        [InlineData("0\r\n\r\n", "")]
        [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello")]
        [InlineData("0005\r\nhello\r\n00\r\n\r\n", "hello")]
        [InlineData("a;name=value\r\n0123456789\r\nB\r\n0123456789a\r\n0;x\r\n\r\n", "01234567890123456789a")]
        [InlineData("1\r\na\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n", "a")]
        [InlineData("2\r\n\r\n\r\n0\r\n\r\n", "\r\n")]
        public void InOrder(string body, string data)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(body + "GET");
            int length = ChunkedBody.Decode(bytes, 0, bytes.Length, 100, out int next);
            Assert.Equal(data, Encoding.Latin1.GetString(bytes, 0, Math.Max(length, 0)));
            Assert.Equal(body.Length, next);
        }

        [Theory]
        [InlineData("\r\n")]
        [InlineData("g\r\n")]
        [InlineData("-1\r\n")]
        [InlineData("+1\r\na\r\n")]
        [InlineData("0x1\r\na\r\n")]
        [InlineData(" 1\r\na\r\n")]
        [InlineData("1 \r\na\r\n")]
        [InlineData("1\na\r\n")]
        [InlineData("1\r\naa\r\n")]
        [InlineData("1\r\na\n0\r\n\r\n")]
        [InlineData("1;\0\r\na\r\n")]
        [InlineData("1;x\ny\r\na\r\n")]
        [InlineData("0\r\n folded\r\n\r\n")]
        [InlineData("0\r\nA: b\n\r\n")]
        [InlineData("0\r\n\n")]
        public void Malformed(string body)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(body);
            Assert.Equal(ChunkedBody.Malformed, ChunkedBody.Decode(bytes, 0, bytes.Length, 100, out _));
        }

        [Theory]
        [InlineData("65\r\n")]
        [InlineData("ffffffffff\r\n")]
        [InlineData("7fffffff\r\n")]
        [InlineData("2\r\nab\r\n63\r\n")]
        public void TooLarge(string body)
        {
            byte[] bytes = Encoding.Latin1.GetBytes(body);
            Assert.Equal(ChunkedBody.TooLarge, ChunkedBody.Decode(bytes, 0, bytes.Length, 100, out _));
        }

        [Fact]
        public void EndlessExtensions_AreRefused() =>
            Assert.Equal(ChunkedBody.Malformed, ChunkedBody.Decode(Encoding.Latin1.GetBytes("1;" + new string('x', 200)), 0, 202, 100, out _));

        [Fact]
        public void AnyChunking_GivesTheSameData_AndIsIncompleteUntilItsLastByte() => Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            ArbMap.Default.ArbFor<PositiveInt[]>(),
            (data, sizes) =>
            {
                byte[] body = Chunk(data, sizes);
                for (int cut = 0; cut < body.Length; cut++)
                {
                    byte[] part = body[..cut];
                    if (ChunkedBody.Decode(part, 0, cut, 1000, out int needed) != ChunkedBody.Incomplete || needed > body.Length || !part.AsSpan().SequenceEqual(body.AsSpan(0, cut)))
                    {
                        return false;
                    }
                }

                int length = ChunkedBody.Decode(body, 0, body.Length, 1000, out int next);
                return next == body.Length && length == data.Length && body.AsSpan(0, length).SequenceEqual(data);
            }).QuickCheckThrowOnFailure();

        [Fact]
        public void AnyBytes_AreSurvived() => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            byte[] alphabet = Encoding.Latin1.GetBytes("0123afAF;\r\n\r\n x");
            byte[] body = [.. bytes.Select(b => alphabet[b % alphabet.Length])];
            int length = ChunkedBody.Decode(body, 0, body.Length, 1000, out int next);
            return length <= body.Length && next >= 0 && (length < 0 || next <= body.Length);
        }).QuickCheckThrowOnFailure();

        private static byte[] Chunk(byte[] data, PositiveInt[] sizes)
        {
            var body = new MemoryStream();
            int at = 0;
            for (int i = 0; at < data.Length; i++)
            {
                int size = Math.Min(i < sizes.Length ? sizes[i].Get : data.Length, data.Length - at);
                body.Write(Encoding.Latin1.GetBytes($"{size:x}\r\n"));
                body.Write(data, at, size);
                body.Write("\r\n"u8);
                at += size;
            }

            body.Write("0\r\n\r\n"u8);
            return body.ToArray();
        }
    }
}
