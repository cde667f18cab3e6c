namespace Nano.Emulator
{
    /// <summary>A serial port could not be opened or set up; the message says in one line what is wrong and what would be right.</summary>
    public sealed class SerialPortException : IOException
    {
        /// <summary>Makes one.</summary>
        /// <param name="message">What is wrong and what would be right.</param>
        public SerialPortException(string message)
            : base(message)
        {
        }
    }
}
