namespace Nano.Boards
{
    /// <summary>Switches a light of the board.</summary>
    /// <param name="on">Whether it is to shine.</param>
    public delegate void LightSwitch(bool on);
}
