using System.Globalization;
using System.Text;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Http
{
    /// <summary>A client that sends whatever it is told, right or wrong, and reads responses.</summary>
    internal sealed class Client(TcpClient client, Stream stream) : IDisposable
    {
        internal Client(TcpClient client)
            : this(client, client.GetStream())
        {
        }

        internal int Port { get; } = client.LocalEndPoint!.Port;

        internal void Send(string text) => Send(Encoding.Latin1.GetBytes(text));

        internal void Send(byte[] bytes) => stream.Write(bytes, 0, bytes.Length);

        /// <summary>Ends the connection with a reset.</summary>
        internal void Reset() => ((INonBlockingStream)client.GetStream()).Abort();

        internal void ShutdownSend() => client.Shutdown(SocketShutdown.Send);

        /// <summary>Reads one response, of known length or chunked; a HEAD's has no body.</summary>
        internal Response ReadResponse(bool toHead = false)
        {
            string head = ReadThrough("\r\n\r\n");
            var response = new Response(Response.StatusOf(head), head, "");
            if (toHead || response.Status is 100 or 204 or 304)
            {
                return response;
            }

            if (response.Header("Content-Length") is { } length)
            {
                return response with { Body = Read(int.Parse(length, CultureInfo.InvariantCulture)) };
            }

            return response with { Body = response.Header("Transfer-Encoding") == "chunked" ? ReadChunks() : ReadToEnd() };
        }

        internal string ReadThrough(string end)
        {
            var text = new StringBuilder();
            while (!text.ToString().EndsWith(end, StringComparison.Ordinal))
            {
                int next = stream.ReadByte();
                Assert.True(next >= 0, $"the stream has ended after '{text}'");
                text.Append((char)next);
            }

            return text.ToString();
        }

        internal string ReadToEnd()
        {
            var text = new StringBuilder();
            var buffer = new byte[4096];
            int count;
            while ((count = stream.Read(buffer, 0, buffer.Length)) > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            return text.ToString();
        }

        /// <summary>Whether the server has ended the connection, in order or not.</summary>
        internal bool IsClosed()
        {
            try
            {
                return ReadToEnd().Length >= 0;
            }
            catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
            {
                return true;
            }
        }

        public void Dispose() => client.Dispose();

        internal byte[] ReadBytes(int count)
        {
            var bytes = new byte[count];
            stream.ReadExactly(bytes);
            return bytes;
        }

        private string Read(int count) => Encoding.UTF8.GetString(ReadBytes(count));

        private string ReadChunks()
        {
            var body = new StringBuilder();
            while (true)
            {
                int size = int.Parse(ReadThrough("\r\n").Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                body.Append(Read(size));
                Assert.Equal("\r\n", Read(2));
                if (size == 0)
                {
                    return body.ToString();
                }
            }
        }
    }
}
