using System.Text;

namespace Nano.Net.InteropTests.Support
{
    /// <summary>What tests do with the kernel's sockets and ours alike.</summary>
    internal static class Sockets
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

        /// <summary>Asserts that a call of ours fails for a reason.</summary>
        internal static void Fails(SocketError error, Action call) =>
            Assert.Equal(error, Assert.Throws<SocketException>(call).SocketErrorCode);

        /// <summary>Asserts that a call of the kernel's fails for a reason, be it wrapped for a stream or not.</summary>
        internal static void Fails(KernelError error, Action call)
        {
            Exception failure = Assert.ThrowsAny<Exception>(call);
            Assert.Equal(error, Assert.IsType<KernelException>(failure as KernelException ?? failure.InnerException).SocketErrorCode);
        }
    }
}
