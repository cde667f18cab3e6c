namespace Nano.Net.Link
{
    /// <summary>How far this host's claim to its address has come (RFC 5227).</summary>
    internal enum AddressState
    {
        /// <summary>There is no address.</summary>
        None = 0,

        /// <summary>Others are being asked whether they use it; it is not used yet.</summary>
        Probing = 1,

        /// <summary>It is in use, and is being announced.</summary>
        Announcing = 2,

        /// <summary>It is in use.</summary>
        Bound = 3,

        /// <summary>Another host uses it. Found while probing, it is not used; found later, it is kept.</summary>
        Conflict = 4,
    }
}
