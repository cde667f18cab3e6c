namespace Nano.Net.InteropTests.Support
{
    /// <summary>Assertions about calls that are to fail.</summary>
    internal static class Expect
    {
        /// <summary>A call of ours fails for a reason.</summary>
        internal static void Fails(SocketError error, Action call) =>
            Assert.Equal(error, Assert.Throws<SocketException>(call).SocketErrorCode);

        /// <summary>A call of the kernel's fails for a reason, be it wrapped for a stream or not.</summary>
        internal static void Fails(KernelError error, Action call)
        {
            Exception failure = Assert.ThrowsAny<Exception>(call);
            Assert.Equal(error, Assert.IsType<KernelException>(failure as KernelException ?? failure.InnerException).SocketErrorCode);
        }
    }
}
