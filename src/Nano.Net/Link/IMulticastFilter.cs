namespace Nano.Net.Link
{
    /// <summary>
    /// What a link device implements besides <see cref="ILinkDevice"/> if it can leave out multicast frames that nobody
    /// asked for. One that does not hands all of them to the stack.
    /// </summary>
    public interface IMulticastFilter
    {
        /// <summary>
        /// Says which multicast frames are wanted from now on; broadcast frames always are. The device may pass more than
        /// these, where its filter is coarser, but never fewer.
        /// </summary>
        /// <param name="addresses">Hardware addresses of the groups, 6 bytes each, one after the other. Not kept.</param>
        /// <param name="count">How many groups; 0 for none.</param>
        /// <remarks>Called like <see cref="ILinkDevice.Send"/>, from the thread that has the stack.</remarks>
        void SetMulticastGroups(byte[] addresses, int count);
    }
}
