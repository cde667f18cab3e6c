using System;
using Nano.Net.Http;

namespace Nano.Net.Telemetry
{
    /// <summary>Settings of a <see cref="TelemetryServer"/>.</summary>
    /// <remarks>Fields, because properties would cost the device flash for nothing.</remarks>
    public sealed class TelemetryOptions
    {
        /// <summary>The least <see cref="Interval"/>, in milliseconds.</summary>
        public const int LeastInterval = 100;

        /// <summary>The greatest <see cref="Interval"/>, in milliseconds: an hour.</summary>
        public const int GreatestInterval = 3600000;

        private const int LongestPrefix = 24;

        /// <summary>What the device is called on its dashboard, at most 160 bytes.</summary>
        public string DeviceName = "nano";

        /// <summary>What the device runs, for its page, at most 160 bytes: a name and a version; null (the default) to say nothing.</summary>
        public string Firmware;

        /// <summary>Why the device started last, for its page, at most 160 bytes; null (the default) where it is not known.</summary>
        public string ResetReason;

        /// <summary>
        /// The path of a script of the program's own that the page loads, to show more: a route of the HTTP server answers there
        /// (a <see cref="StaticAsset"/>), the script finds an object "nano". Null (the default) for none; at most 160 bytes.
        /// </summary>
        public string Script;

        /// <summary>Milliseconds from one sample to the next, 100 to 3,600,000; 1,000 by default.</summary>
        public int Interval = 1000;

        /// <summary>
        /// Knows who may set something or look at the device's traffic: a login by HTTP Digest, say, whose password does not cross
        /// the wire. Null (the default) for none; without <see cref="Token"/> too, nobody may.
        /// </summary>
        public HttpAuthenticator Login;

        /// <summary>
        /// A token (RFC 6750) that lets in as well; null (the default) for none. It is sent in clear, as HTTP here has no
        /// encryption: who listens can use it.
        /// </summary>
        public string Token;

        /// <summary>Whether one has to log in to read, too: all but the page itself, which holds nothing of the device. False by default.</summary>
        public bool ReadingNeedsLogin;

        /// <summary>Browsers and scripts that follow the samples at once (server-sent events), 0 to 1,024; 2 by default. Each takes one of the HTTP server's connections.</summary>
        public int EventSubscribers = 2;

        /// <summary>The port on which samples are pushed as lines of JSON, 0 to 65,535; 0 (the default) for none.</summary>
        public int PushPort;

        /// <summary>Clients of that port at once, 1 to 1,024; 2 by default.</summary>
        public int PushClients = 2;

        /// <summary>Milliseconds of silence after which a client of that port is asked whether it is still there, 1,000 to 86,400,000; 60,000 by default.</summary>
        public int PushKeepAlive = 60000;

        /// <summary>Bytes that a sample may have as a line of JSON, 64 to 32,768; 320 by default. It must fit a connection's send buffer.</summary>
        public int LineSize = 320;

        /// <summary>Bytes of a frame that a capture keeps, 64 to 65,535; 256 by default. It keeps no more than fits a connection's send buffer, with 16 bytes more.</summary>
        public int CaptureLength = 256;

        /// <summary>What the names of Prometheus metrics begin with, at most 24 letters, digits, underscores and colons.</summary>
        public string MetricPrefix = "nano_";

        /// <summary>Tells the time of captured frames, in milliseconds since 1970-01-01; null (the default) to count from the start of the stack's clock.</summary>
        public TimestampSource Timestamp;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            if (DeviceName == null || MetricPrefix == null)
            {
                throw new ArgumentException("DeviceName and MetricPrefix must not be null");
            }

            WrittenText.Check(DeviceName, "DeviceName");
            WrittenText.Check(OrEmpty(Firmware), "Firmware");
            WrittenText.Check(OrEmpty(ResetReason), "ResetReason");
            WrittenText.Check(OrEmpty(Script), "Script");
            bool isPrefix = MetricPrefix.Length <= LongestPrefix;
            for (int i = 0; isPrefix && i < MetricPrefix.Length; i++)
            {
                char c = MetricPrefix[i];
                isPrefix = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || (c >= '0' && c <= '9' && i > 0);
            }

            if (!isPrefix)
            {
                throw new ArgumentException("MetricPrefix has at most " + LongestPrefix.ToString() + " letters, digits, underscores and colons, the first no digit, not '" + MetricPrefix + "'");
            }

            if (Token != null && Token.Length == 0)
            {
                throw new ArgumentException("Token must not be empty; null stands for none");
            }

            if (ReadingNeedsLogin && ((Login == null && Token == null) || PushPort != 0))
            {
                throw new ArgumentException("ReadingNeedsLogin goes with a Login or a Token, and not with PushPort, which asks nobody who he is");
            }

            Range.Check(Interval, "Interval", LeastInterval, GreatestInterval);
            Range.Check(EventSubscribers, "EventSubscribers", 0, 1024);
            Range.Check(PushPort, "PushPort", 0, 65535);
            Range.Check(PushClients, "PushClients", 1, 1024);
            Range.Check(PushKeepAlive, "PushKeepAlive", 1000, 86400000);
            Range.Check(LineSize, "LineSize", 64, 32768);
            Range.Check(CaptureLength, "CaptureLength", 64, 65535);
        }

        private static string OrEmpty(string text)
        {
            return text == null ? "" : text;
        }
    }
}
