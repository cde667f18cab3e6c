namespace Nano.Net.Link
{
    /// <summary>Called by a link device when its link may have gone down or come up, from any thread.</summary>
    public delegate void LinkChangedHandler();

    /// <summary>
    /// What a link device implements besides <see cref="ILinkDevice"/> if it notices by itself that its link goes down or comes
    /// up. The stack looks at <see cref="ILinkDevice.IsLinkUp"/> of any other device twice a second.
    /// </summary>
    public interface ILinkEvents
    {
        /// <summary>Whether it does; where not, the stack looks by itself, as if the interface were not there. Read once.</summary>
        bool RaisesLinkChanged { get; }

        /// <summary>
        /// Raised when <see cref="ILinkDevice.IsLinkUp"/> may have changed, from any thread, also from within
        /// <see cref="ILinkDevice.Receive"/> and <see cref="ILinkDevice.Send"/>. A hint: it may come too often, but must come after
        /// every change. The stack looks at <see cref="ILinkDevice.IsLinkUp"/> when it is polled next.
        /// </summary>
        event LinkChangedHandler LinkChanged;
    }
}
