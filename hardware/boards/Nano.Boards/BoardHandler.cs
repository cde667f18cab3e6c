namespace Nano.Boards
{
    /// <summary>Called by the board's first thread, which has nothing else to do: it may wait.</summary>
    /// <param name="board">The board.</param>
    public delegate void BoardHandler(Board board);
}
