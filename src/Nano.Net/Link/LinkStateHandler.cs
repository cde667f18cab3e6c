namespace Nano.Net.Link
{
    /// <summary>Called, under the stack's lock, when the link has gone down or come up.</summary>
    internal delegate void LinkStateHandler(bool isUp);
}
