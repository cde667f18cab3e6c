namespace Nano.Boards
{
    /// <summary>Opens the board's link and starts a program on it.</summary>
    /// <returns>The board.</returns>
    public delegate Board BoardStarter();
}
