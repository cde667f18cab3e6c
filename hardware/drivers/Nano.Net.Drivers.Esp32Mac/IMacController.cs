namespace Nano.Net.Drivers
{
    /// <summary>A MAC as the driver sees it: the native half of the firmware, or a model of it on a PC.</summary>
    /// <remarks>
    /// Every call but <see cref="Open"/> and <see cref="ReadCounter"/> names its session and answers
    /// <see cref="MacResult.Closed"/> where that is over. None allocates, and only <see cref="Wait"/> waits.
    /// </remarks>
    public interface IMacController
    {
        /// <summary>Takes over a MAC from the firmware's own network stack and begins to receive. A session that is open is closed first.</summary>
        /// <param name="macInterface">A <see cref="MacInterface"/>.</param>
        /// <param name="maximumFrameLength">The longest frame, in bytes without the frame check sequence.</param>
        /// <param name="offloadChecksums">Whether to verify and fill in checksums.</param>
        /// <returns>The session, at least 1; else <see cref="MacResult.InvalidArgument"/> or <see cref="MacResult.Unavailable"/>.</returns>
        int Open(int macInterface, int maximumFrameLength, bool offloadChecksums);

        /// <summary>Gives the MAC back to the firmware and ends <see cref="Wait"/>.</summary>
        /// <param name="session">The session.</param>
        void Close(int session);

        /// <summary>Tells the MAC's hardware address.</summary>
        /// <param name="session">The session.</param>
        /// <param name="address">Where its 6 bytes go.</param>
        /// <returns><see cref="MacResult.Done"/> or an error.</returns>
        int GetHardwareAddress(int session, byte[] address);

        /// <summary>Tells whether the link is up.</summary>
        /// <param name="session">The session.</param>
        /// <returns><see cref="MacResult.Done"/> where it is, <see cref="MacResult.None"/> where it is not, or an error.</returns>
        int GetLinkState(int session);

        /// <summary>Takes the oldest frame out of the ring. One that is longer than the capacity is dropped and counted.</summary>
        /// <param name="session">The session.</param>
        /// <param name="buffer">Where to put it.</param>
        /// <param name="offset">Index for its first byte.</param>
        /// <param name="capacity">Room for it, in bytes.</param>
        /// <returns>Its length in bytes; <see cref="MacResult.None"/> where none waits; or an error.</returns>
        int Receive(int session, byte[] buffer, int offset, int capacity);

        /// <summary>Hands a frame to the MAC, its checksums filled in in place where that was asked for.</summary>
        /// <param name="session">The session.</param>
        /// <param name="buffer">Holds it.</param>
        /// <param name="offset">Index of its first byte.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <returns><see cref="MacResult.Done"/> where it was taken, <see cref="MacResult.None"/> where there is no room now; or an error.</returns>
        int Send(int session, byte[] buffer, int offset, int length);

        /// <summary>
        /// Waits until a frame has come in since <see cref="Receive"/> last found none. Frames that come before it has found
        /// none again are not told of one by one.
        /// </summary>
        /// <param name="session">The session.</param>
        /// <param name="millisecondsTimeout">How long at most; -1 for ever.</param>
        /// <returns><see cref="MacResult.Done"/> for a frame, <see cref="MacResult.None"/> when the time is over, <see cref="MacResult.Closed"/> when the session is.</returns>
        int Wait(int session, int millisecondsTimeout);

        /// <summary>Reads a counter, which wraps round after 2,147,483,647.</summary>
        /// <param name="counter">A <see cref="MacCounter"/>.</param>
        /// <returns>Its value, or <see cref="MacResult.InvalidArgument"/>.</returns>
        int ReadCounter(int counter);
    }
}
