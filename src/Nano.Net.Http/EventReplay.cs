namespace Nano.Net.Http
{
    /// <summary>
    /// Brings back one old event: the first with an id greater than one that the client has seen. It is called on the
    /// server's thread until there is none, as fast as the client takes them, and under the broadcaster's lock: whatever
    /// lock it takes must not be held by who publishes.
    /// </summary>
    /// <param name="after">The id that the client has seen last; -1 for none of these events.</param>
    /// <param name="found">Gets id, name and data.</param>
    /// <returns>False where there is none.</returns>
    public delegate bool EventReplay(long after, ServerEvent found);
}
