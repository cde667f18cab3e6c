namespace Nano.Net.Http
{
    /// <summary>Writes the data of an event: one line, without a line break.</summary>
    /// <param name="writer">Where to write.</param>
    public delegate void EventData(Utf8Writer writer);
}
