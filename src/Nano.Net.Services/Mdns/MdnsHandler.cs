namespace Nano.Net.Services
{
    /// <summary>
    /// Called when the state of a responder has changed, and with it perhaps its names. Under the lock of the stack, on the
    /// thread that polls it: it must not wait.
    /// </summary>
    /// <param name="responder">Whose state.</param>
    public delegate void MdnsHandler(MdnsResponder responder);
}
