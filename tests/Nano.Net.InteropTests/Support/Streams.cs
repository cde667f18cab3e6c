using System.Text;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>What tests do with the kernel's sockets and ours alike.</summary>
    internal static class Streams
    {
        internal static Stream Stream(this KernelSocket socket) => new System.Net.Sockets.NetworkStream(socket);

        /// <summary>Reads a number of bytes as text.</summary>
        internal static string ReadText(this Stream stream, int length)
        {
            byte[] bytes = new byte[length];
            stream.ReadExactly(bytes);
            return Encoding.ASCII.GetString(bytes);
        }

        internal static void WriteText(this Stream stream, string text)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            stream.Write(bytes, 0, bytes.Length);
        }
    }
}
