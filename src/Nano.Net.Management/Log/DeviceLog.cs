using System;
using Nano.Net.Http;
using Nano.Net.Sockets;

namespace Nano.Net.Management
{
    /// <summary>
    /// The last lines of what a device has to say, in a ring of fixed size: for who looks (GET /api/log), and for a syslog server
    /// (<see cref="SyslogClient"/>). Nothing is allocated after the constructor.
    /// <code>
    /// DeviceLog log = new DeviceLog(runner.Clock);
    /// log.Write(LogSeverity.Warning, "pump", "runs dry");
    /// http.Map(HttpMethods.Get, "/api/log", log.Answer);
    /// </code>
    /// </summary>
    /// <remarks>Any thread may write and read. A line never holds a secret: who writes one sees to that.</remarks>
    public sealed class DeviceLog
    {
        /// <summary>Bytes that a line may have, after the time and the severity; what is longer is cut.</summary>
        public const int LongestLine = 160;

        private static readonly string[] Severities = new string[] { "emergency", "alert", "critical", "error", "warning", "notice", "info", "debug" };

        private readonly object sync = new object();
        private readonly IClock clock;
        private readonly Utf8Buffer line = new Utf8Buffer(LongestLine);
        private readonly LogLine shown = new LogLine();
        private readonly HttpBody piece;

        // The bytes of the lines, each in one piece, and what there is to know of each: the line with a number is at the number
        // modulo the count of places.
        private readonly byte[] ring;
        private readonly int[] starts;
        private readonly int[] lengths;
        private readonly long[] times;
        private readonly byte[] severities;
        private int end;

        // The number of the oldest line, and of the next one.
        private int oldest;
        private int next;

        /// <summary>Makes one for 50 lines, and 3,072 bytes of them.</summary>
        /// <param name="clock">The clock of the stack.</param>
        public DeviceLog(IClock clock)
            : this(clock, 50, 3072)
        {
        }

        /// <summary>Makes one.</summary>
        /// <param name="clock">The clock of the stack.</param>
        /// <param name="lines">Lines that it keeps, 1 to 10,000.</param>
        /// <param name="size">Bytes that it keeps of them, 256 to 1,048,576: where they are longer on average, there are fewer of them.</param>
        /// <exception cref="ArgumentNullException">There is no clock.</exception>
        /// <exception cref="ArgumentException">A size is out of its range.</exception>
        public DeviceLog(IClock clock, int lines, int size)
        {
            if (clock == null)
            {
                throw new ArgumentNullException("clock");
            }

            Range.Check(lines, "lines", 1, 10000);
            Range.Check(size, "size", 256, 1048576);
            this.clock = clock;
            ring = new byte[size];
            starts = new int[lines];
            lengths = new int[lines];
            times = new long[lines];
            severities = new byte[lines];
            piece = WritePiece;
        }

        /// <summary>Tells the time of day; null (the default) where it is not known, and lines carry the seconds since the start. A line that was written before the time was known carries its time nevertheless.</summary>
        public WallClock TimeOfDay { get; set; }

        /// <summary>Lines that were written so far.</summary>
        public int Written
        {
            get { return next; }
        }

        /// <summary>Writes a line.</summary>
        /// <param name="severity">How much it matters.</param>
        /// <param name="part">What it is about, in a word or two.</param>
        /// <param name="message">What there is to say; control characters become spaces.</param>
        public void Write(LogSeverity severity, string part, string message)
        {
            long now = clock.Milliseconds;
            lock (sync)
            {
                line.Clear();
                line.Write(part);
                line.Write(": ");
                line.Write(message);
                byte[] bytes = line.Bytes;
                int length = line.Length;
                for (int i = 0; i < length; i++)
                {
                    // A line that holds a line break would be two, the second of them anybody's.
                    if (bytes[i] < 0x20 || bytes[i] == 0x7F)
                    {
                        bytes[i] = 0x20;
                    }
                }

                int start = MakeRoom(length);
                Array.Copy(bytes, 0, ring, start, length);
                int place = next % starts.Length;
                starts[place] = start;
                lengths[place] = length;
                times[place] = now;
                severities[place] = (byte)severity;
                end = start + length;
                next++;
            }
        }

        /// <summary>Answers with the lines, the oldest first, as text: for a route of an HTTP server.</summary>
        /// <param name="request">The request.</param>
        /// <param name="response">The answer.</param>
        public void Answer(HttpRequest request, HttpResponse response)
        {
            response.AddHeader("Cache-Control", "no-store");
            response.SendBody(piece);
        }

        /// <summary>Reads a line.</summary>
        /// <param name="number">Its number.</param>
        /// <param name="into">Takes it, or the oldest that is still there and younger.</param>
        /// <returns>False where there is none.</returns>
        internal bool TryRead(int number, LogLine into)
        {
            lock (sync)
            {
                if (number < oldest)
                {
                    number = oldest;
                }

                if (number >= next)
                {
                    return false;
                }

                int place = number % starts.Length;
                into.number = number;
                into.length = lengths[place];
                into.time = times[place];
                into.severity = (LogSeverity)severities[place];
                Array.Copy(ring, starts[place], into.text, 0, into.length);
                return true;
            }
        }

        /// <summary>The time of day of a time of the log's clock.</summary>
        /// <returns>False where it is not known.</returns>
        internal bool TryGetTime(long time, out DateTime utc)
        {
            utc = DateTime.UnixEpoch;
            WallClock wall = TimeOfDay;
            if (wall == null || !wall(out utc))
            {
                return false;
            }

            utc = utc.AddMilliseconds(time - clock.Milliseconds);
            return true;
        }

        /// <summary>Writes a time as RFC 5424 section 6.2.3 has it, in UTC: 2026-01-02T03:04:05.006Z.</summary>
        internal static void WriteTime(Utf8Writer writer, DateTime utc)
        {
            WriteDigits(writer, utc.Year, 4);
            writer.WriteByte((byte)'-');
            WriteDigits(writer, utc.Month, 2);
            writer.WriteByte((byte)'-');
            WriteDigits(writer, utc.Day, 2);
            writer.WriteByte((byte)'T');
            WriteDigits(writer, utc.Hour, 2);
            writer.WriteByte((byte)':');
            WriteDigits(writer, utc.Minute, 2);
            writer.WriteByte((byte)':');
            WriteDigits(writer, utc.Second, 2);
            writer.WriteByte((byte)'.');
            WriteDigits(writer, utc.Millisecond, 3);
            writer.WriteByte((byte)'Z');
        }

        private static void WriteDigits(Utf8Writer writer, int number, int digits)
        {
            for (int unit = digits == 4 ? 1000 : digits == 3 ? 100 : 10; unit > 0; unit /= 10)
            {
                writer.WriteByte((byte)('0' + (number / unit % 10)));
            }
        }

        // A piece a line; its position is one more than its number.
        private int WritePiece(HttpResponse writer, int position)
        {
            if (!TryRead(position == 0 ? 0 : position - 1, shown))
            {
                return HttpResponse.EndOfBody;
            }

            DateTime utc;
            if (TryGetTime(shown.time, out utc))
            {
                WriteTime(writer, utc);
            }
            else
            {
                writer.WriteByte((byte)'+');
                writer.WriteFixed(shown.time, 3);
                writer.WriteByte((byte)'s');
            }

            writer.WriteByte(Ascii.Space);
            writer.Write(Severities[(int)shown.severity & 7]);
            writer.WriteByte(Ascii.Space);
            writer.Write(shown.text, 0, shown.length);
            writer.WriteByte(Ascii.LineFeed);
            return shown.number + 2;
        }

        // Where a line of a length goes: behind the last, or at the beginning where it does not fit there. What is in its way goes.
        private int MakeRoom(int length)
        {
            int start = end;
            if (next - oldest == starts.Length)
            {
                oldest++;
            }

            if (start + length > ring.Length)
            {
                while (oldest < next && starts[oldest % starts.Length] >= start)
                {
                    oldest++;
                }

                start = 0;
            }

            while (oldest < next && IsInTheWay(oldest % starts.Length, start, length))
            {
                oldest++;
            }

            return start;
        }

        private bool IsInTheWay(int place, int start, int length)
        {
            return starts[place] < start + length && start < starts[place] + lengths[place];
        }
    }
}
