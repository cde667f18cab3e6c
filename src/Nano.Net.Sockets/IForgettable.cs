namespace Nano.Net.Sockets
{
    /// <summary>
    /// A socket that holds something of the stack, and that the application may forget to close. Its finalizer hands it to the
    /// runner, whose thread closes it: a finalizer must not wait for the stack's lock.
    /// </summary>
    internal interface IForgettable
    {
        /// <summary>The next one that was forgotten.</summary>
        IForgettable NextForgotten { get; set; }

        /// <summary>Gives back what it holds. Called under the stack's lock.</summary>
        void Release();
    }
}
