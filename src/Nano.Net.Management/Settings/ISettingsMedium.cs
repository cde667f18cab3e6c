namespace Nano.Net.Management
{
    /// <summary>Where settings are kept: two slots, each written as a whole. A write may be cut at any byte; the other slot stays as it is.</summary>
    public interface ISettingsMedium
    {
        /// <summary>Reads a slot.</summary>
        /// <param name="slot">0 or 1.</param>
        /// <param name="buffer">Takes its bytes.</param>
        /// <returns>How many there are, at most the length of the buffer; 0 where the slot was never written.</returns>
        int Read(int slot, byte[] buffer);

        /// <summary>Writes a slot, and returns when a power cut cannot undo it.</summary>
        /// <param name="slot">0 or 1.</param>
        /// <param name="buffer">Has its bytes from 0 on.</param>
        /// <param name="count">How many there are.</param>
        /// <exception cref="System.Exception">It cannot be written; the slot may hold anything now.</exception>
        void Write(int slot, byte[] buffer, int count);
    }
}
