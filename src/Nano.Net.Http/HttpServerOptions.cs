using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// Sizes and settings of an <see cref="HttpServer"/>. What a size stands for is allocated in the server's constructor;
    /// later, only what stands for a connection (a <c>TcpClient</c>, its stream and its addresses) and for a stream.
    /// </summary>
    /// <remarks>Fields, because properties would cost the device flash for nothing.</remarks>
    public sealed class HttpServerOptions
    {
        /// <summary>The port to listen on, 0 to 65,535; 80 by default, 0 to have one chosen.</summary>
        public int Port = 80;

        /// <summary>
        /// Connections served at once, 1 to 1,024; 4 by default. The stack should have one or two more: a new client is
        /// seen, and room made for it or 503 sent, only where the stack still has a connection for it.
        /// </summary>
        public int Connections = 4;

        /// <summary>Routes, 1 to 1,024; 16 by default.</summary>
        public int Routes = 16;

        /// <summary>
        /// Bytes that a request may have, head and body together, 256 to 1,048,576; 1,072 by default. It waits in the
        /// stack's receive buffer until it is there as a whole, so a larger value than the stack's ReceiveBufferSize has
        /// no effect. Header fields that nobody reads (<see cref="HttpServer.KeepHeader"/>) need no room in it: where it is full
        /// they are dropped.
        /// </summary>
        public int RequestSize = 1072;

        /// <summary>Bytes that the target of a request may have, 16 to 65,536; 256 by default. A longer one is answered with 414.</summary>
        public int TargetSize = 256;

        /// <summary>Header fields that somebody reads and a request may have, 4 to 1,024; 32 by default. More are answered with 431.</summary>
        public int Headers = 32;

        /// <summary>Bytes that the header section of a request may have, what is dropped of it included, 256 to 65,536; 8,192 by default. A larger one is answered with 431.</summary>
        public int HeaderSize = 8192;

        /// <summary>Bytes that the body of a request may have, 0 to 1,048,576; 512 by default. A larger one is answered with 413.</summary>
        public int BodySize = 512;

        /// <summary>
        /// Bytes of the buffer in which responses are written before they go to the connection's send buffer in one piece,
        /// 256 to 32,768; 536 by default. One buffer serves all connections. It should not exceed half the stack's
        /// SendBufferSize.
        /// </summary>
        public int ResponseSize = 536;

        /// <summary>Milliseconds that a request may take to arrive, from its first byte to its last, 100 to 3,600,000; 10,000 by default. Then it is answered with 408.</summary>
        public int RequestTimeout = 10000;

        /// <summary>Milliseconds that a connection may be idle between requests, 100 to 3,600,000; 30,000 by default.</summary>
        public int IdleTimeout = 30000;

        /// <summary>Milliseconds that a client may take nothing of a response, 100 to 3,600,000; 10,000 by default.</summary>
        public int WriteTimeout = 10000;

        /// <summary>
        /// Milliseconds for which a connection may not be ended for the sake of a new one, although it is idle or its
        /// request makes no end, and for which the new one waits before 503 is sent, 10 to 60,000; 1,000 by default.
        /// </summary>
        public int GraceTime = 1000;

        /// <summary>Says what time it is, for the Date header (RFC 9110 section 6.6.1); null (the default) to leave it out.</summary>
        public WallClock Clock;

        /// <summary>
        /// The names of this host, without a port; null (the default) to answer whatever name a client asks for. With names, a
        /// request for none of them, and not for the address that the client has reached, is answered with 421 (RFC 9110 section
        /// 15.5.20): a page from elsewhere whose name an attacker has pointed at this host (DNS rebinding) reads nothing.
        /// The elements may be replaced while the server runs; null stands for none.
        /// </summary>
        public string[] HostNames;

        /// <summary>What the answer to a request for another host says besides its status (421), up to 160 characters: for the owner who has put a proxy in front; null (the default) for nothing.</summary>
        public string OtherHostText;

        /// <summary>The realm of routes that ask for a token (RFC 9110 section 11.5), of letters, digits and spaces.</summary>
        public string Realm = "nano";

        /// <summary>Bytes that one piece of a body may have (<see cref="HttpBody"/>): the response buffer less the framing of a chunk.</summary>
        public int PieceSize
        {
            get { return ResponseSize - HttpResponse.ChunkOverhead; }
        }

        /// <summary>Bytes of managed heap that a server with these options takes on the device, about, its thread and what its connections allocate included; the stack's own not.</summary>
        public int MemoryFootprint
        {
            get
            {
                // Bytes of the objects of each kind, as counted on nanoCLR.
                const int fixedObjects = 2600;
                const int connection = 720;
                const int route = 140;
                return fixedObjects
                    + ((Connections + 1) * connection)
                    + (Routes * 4) + (Routes / 2 * route)
                    + RequestSize
                    + ResponseSize
                    + (Headers * 4);
            }
        }

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            Range.Check(Port, "Port", 0, 65535);
            Range.Check(Connections, "Connections", 1, 1024);
            Range.Check(Routes, "Routes", 1, 1024);
            Range.Check(RequestSize, "RequestSize", 256, 1048576);
            Range.Check(TargetSize, "TargetSize", 16, 65536);
            Range.Check(Headers, "Headers", 4, 1024);
            Range.Check(HeaderSize, "HeaderSize", 256, 65536);
            Range.Check(BodySize, "BodySize", 0, 1048576);
            Range.Check(ResponseSize, "ResponseSize", 256, 32768);
            Range.Check(RequestTimeout, "RequestTimeout", 100, 3600000);
            Range.Check(IdleTimeout, "IdleTimeout", 100, 3600000);
            Range.Check(WriteTimeout, "WriteTimeout", 100, 3600000);
            Range.Check(GraceTime, "GraceTime", 10, 60000);
            Range.Check(OtherHostText == null ? 0 : OtherHostText.Length, "the length of OtherHostText", 0, 160);
            bool isRealm = Realm != null;
            for (int i = 0; isRealm && i < Realm.Length; i++)
            {
                char c = Realm[i];
                isRealm = c == ' ' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            }

            if (!isRealm)
            {
                throw new ArgumentException("Realm must be of letters, digits and spaces");
            }
        }
    }
}
