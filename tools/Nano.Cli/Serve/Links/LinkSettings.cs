namespace Nano.Cli
{
    /// <summary>The link that <c>nano serve</c> is asked for.</summary>
    internal abstract record LinkSettings
    {
        /// <summary>Checks that the link suits the stack's address.</summary>
        /// <exception cref="CliException">It does not.</exception>
        public virtual void Validate(AddressAndPrefix address)
        {
        }

        /// <summary>Opens it.</summary>
        /// <exception cref="CliException">It cannot be had; the message says what would help.</exception>
        public abstract ServeLink Open(AddressAndPrefix address);
    }
}
