using System.Globalization;
using System.Text;
using System.Text.Json;
using Nano.Net.Http;

namespace Nano.Net.Tests.Http
{
    public class WriterTests
    {
        [Theory]
        [InlineData(0)]
        [InlineData(9)]
        [InlineData(10)]
        [InlineData(-1)]
        [InlineData(int.MaxValue)]
        [InlineData(int.MinValue)]
        public void Integers(int value) => Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Written(w => w.Write(value)));

        [Theory]
        [InlineData(0L)]
        [InlineData(-10L)]
        [InlineData(long.MaxValue)]
        [InlineData(long.MinValue)]
        public void LongIntegers(long value) => Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Written(w => w.Write(value)));

        [Theory]
        [InlineData(1234, 2, "12.34")]
        [InlineData(-1234, 2, "-12.34")]
        [InlineData(5, 3, "0.005")]
        [InlineData(-5, 1, "-0.5")]
        [InlineData(0, 2, "0.00")]
        [InlineData(7, 0, "7")]
        public void FixedPoint(long value, int decimals, string text) => Assert.Equal(text, Written(w => w.WriteFixed(value, decimals)));

        [Theory]
        [InlineData(21.456, 2, "21.46")]
        [InlineData(-21.456, 1, "-21.5")]
        [InlineData(0.5, 0, "1")]
        [InlineData(double.NaN, 2, "NaN")]
        [InlineData(double.PositiveInfinity, 2, "+Inf")]
        [InlineData(double.NegativeInfinity, 2, "-Inf")]
        public void Doubles(double value, int decimals, string text) => Assert.Equal(text, Written(w => w.Write(value, decimals)));

        [Theory]
        [InlineData("plain")]
        [InlineData("")]
        [InlineData("\u00fc \u20ac \ud83d\ude00")]
        [InlineData("\"quoted\" and \\ and \r\n\t and \u0001")]
        public void JsonStrings(string text)
        {
            Assert.Equal(text, JsonSerializer.Deserialize<string>(Written(w => w.WriteJson(text))));
            Assert.Equal(text + text, JsonSerializer.Deserialize<string>(Written(w => w.WriteJson(text + text))));
        }

        [Fact]
        public void Json_HasCommasWhereTheyBelong() => Assert.Equal(
            """{"a":1,"b":[true,null,"x",{}],"c":{"d":1.50,"e":null},"f":-9000000000}""",
            Written(w =>
            {
                JsonWriter json = new JsonWriter().To(w);
                json.BeginObject();
                json.Name("a");
                json.Value(1);
                json.Name("b");
                json.BeginArray();
                json.Value(true);
                json.Null();
                json.Value("x");
                json.BeginObject();
                json.EndObject();
                json.EndArray();
                json.Name("c");
                json.BeginObject();
                json.Name("d");
                json.Value(1.5, 2);
                json.Name("e");
                json.Value(double.NaN, 2);
                json.EndObject();
                json.Name("f");
                json.Value(-9000000000);
                json.EndObject();
            }));

        [Fact]
        public void Text_IsCutNowhere_WhenItDoesNotFit()
        {
            var e = new ServerEvent(32);
            e.Begin();
            e.Write(new string('\u20ac', 40));
            Assert.False(e.End());
        }

        private static string Written(Action<Utf8Writer> write)
        {
            var e = new ServerEvent(400);
            e.Begin();
            int start = e.length;
            write(e);
            return Encoding.UTF8.GetString(e.buffer, start, e.length - start);
        }
    }
}
