namespace Nano.Net.InteropTests.Support
{
    /// <summary>Assertions about calls that are to fail.</summary>
    internal static class Expect
    {
        /// <summary>A call of ours fails for a reason, wrapped as .NET wraps it where it is a stream's.</summary>
        internal static void Fails(SocketError error, Action call)
        {
            Exception failure = Assert.ThrowsAny<Exception>(call);
            Assert.Equal(error, Assert.IsType<SocketException>(failure is IOException ? failure.InnerException : failure).SocketErrorCode);
        }

        /// <summary>A call of the kernel's fails for a reason, be it wrapped for a stream or not.</summary>
        internal static void Fails(KernelError error, Action call)
        {
            Exception failure = Assert.ThrowsAny<Exception>(call);
            Assert.Equal(error, Assert.IsType<KernelException>(failure as KernelException ?? failure.InnerException).SocketErrorCode);
        }
    }
}
