namespace Nano.Net.Core
{
    /// <summary>Who is told that something can go on, and sees for itself what.</summary>
    internal interface IWatcher
    {
        /// <summary>Something can go on. Called under the stack's lock.</summary>
        void Set();
    }
}
