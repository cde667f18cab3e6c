using System;
using System.Text;
using Nano.Net.Sockets;

namespace Nano.Net.EmulatorTests
{
    /// <summary>HTTP as a client sees it: text that goes, and text that comes.</summary>
    public static class Http
    {
        /// <summary>The end of a body that comes in chunks.</summary>
        public const string LastChunk = "\r\n0\r\n\r\n";

        /// <summary>Asks for a path, and reads the response, whose body comes in chunks.</summary>
        public static string Get(TcpClient client, string path)
        {
            return Exchange(client, "GET " + path + " HTTP/1.1\r\nHost: nano\r\n\r\n", LastChunk);
        }

        /// <summary>Asks for a page as a browser does, which unpacks it, and reads the whole response.</summary>
        /// <param name="client">The client.</param>
        /// <param name="path">The path.</param>
        /// <param name="body">The bytes behind the head, as many as it promises.</param>
        /// <returns>The head.</returns>
        public static string GetPacked(TcpClient client, string path, out byte[] body)
        {
            byte[] bytes = Encoding.UTF8.GetBytes("GET " + path + " HTTP/1.1\r\nHost: nano\r\nAccept-Encoding: gzip\r\n\r\n");
            NetworkStream stream = client.GetStream();
            stream.Write(bytes, 0, bytes.Length);
            byte[] head = new byte[1024];
            int length = 0;
            while (length < 4 || head[length - 1] != '\n' || head[length - 3] != '\n')
            {
                ReadWhole(stream, head, length, 1);
                length++;
            }

            const string Field = "Content-Length: ";
            string text = Encoding.UTF8.GetString(head, 0, length);
            int at = text.IndexOf(Field) + Field.Length;
            body = new byte[int.Parse(text.Substring(at, text.IndexOf("\r\n", at) - at).Trim())];
            ReadWhole(stream, body, 0, body.Length);
            return text;
        }

        private static void ReadWhole(NetworkStream stream, byte[] buffer, int offset, int count)
        {
            while (count > 0)
            {
                int read = stream.Read(buffer, offset, count);
                if (read == 0)
                {
                    throw new Exception("the connection has ended");
                }

                offset += read;
                count -= read;
            }
        }

        /// <summary>Sends something, and reads until what comes ends so.</summary>
        public static string Exchange(TcpClient client, string request, string end)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(request);
            client.GetStream().Write(bytes, 0, bytes.Length);
            byte[] buffer = new byte[256];
            StringBuilder text = new StringBuilder();
            string last = "";
            while (last.Length < end.Length || last.Substring(last.Length - end.Length) != end)
            {
                int count = client.GetStream().Read(buffer, 0, buffer.Length);
                if (count == 0)
                {
                    throw new Exception("the connection has ended after '" + last + "'");
                }

                string part = Encoding.UTF8.GetString(buffer, 0, count);
                text.Append(part);
                last += part;
                if (last.Length > 300)
                {
                    last = last.Substring(last.Length - 100);
                }
            }

            return text.ToString();
        }
    }
}
