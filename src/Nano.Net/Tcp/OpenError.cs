namespace Nano.Net.Tcp
{
    /// <summary>Why a port or a connection could not be opened.</summary>
    internal enum OpenError
    {
        None = 0,

        /// <summary>The port, or the pair of end points, is taken.</summary>
        AddressInUse,

        /// <summary>All connections or listeners are taken.</summary>
        TooMany,

        /// <summary>There is no way to that address.</summary>
        NoRoute,
    }
}
