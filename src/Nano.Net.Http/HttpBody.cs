namespace Nano.Net.Http
{
    /// <summary>
    /// Writes one piece of a long body, and is called for the next when the client has taken enough: no thread waits for
    /// a slow one. A piece is at most <see cref="HttpServerOptions.PieceSize"/> bytes long, and may be asked for twice.
    /// <code>
    /// response.SendBody((writer, row) =>
    /// {
    ///     writer.Write(table[row]);
    ///     return row + 1 &lt; table.Length ? row + 1 : HttpResponse.EndOfBody;
    /// });
    /// </code>
    /// </summary>
    /// <param name="writer">Where to write the piece.</param>
    /// <param name="position">0 for the first piece; else what the piece before has returned.</param>
    /// <returns>The position of the next piece, 0 or more; <see cref="HttpResponse.EndOfBody"/> after the last.</returns>
    public delegate int HttpBody(HttpResponse writer, int position);
}
