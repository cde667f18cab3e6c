namespace Nano.Net.Http
{
    /// <summary>
    /// Writes the next event of those that a subscriber may miss: the next piece of something that is told again and again. It
    /// is called on the server's thread, under the broadcaster's lock.
    /// </summary>
    /// <param name="filled">Gets name and data; it has no id.</param>
    /// <returns>False where there is nothing to tell.</returns>
    public delegate bool EventFiller(ServerEvent filled);
}
