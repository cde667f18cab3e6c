namespace Nano.Boards
{
    /// <summary>Takes a line of text, without its end: on a board, the console.</summary>
    /// <param name="line">The line.</param>
    public delegate void LineWriter(string line);
}
