namespace Nano.Net.Internet
{
    /// <summary>Told that this host's addresses, routers or name servers are others. It is called in the midst of the change: what follows from it is done later.</summary>
    internal delegate void NetworkChangeHandler();
}
