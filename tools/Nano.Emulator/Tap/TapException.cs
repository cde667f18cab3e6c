using System.Runtime.InteropServices;

namespace Nano.Emulator
{
    /// <summary>A TAP device could not be opened or set up; the message says in one line what is wrong and what would be right.</summary>
    public sealed class TapException : IOException
    {
        /// <summary>Makes one.</summary>
        /// <param name="message">What is wrong and what would be right.</param>
        public TapException(string message)
            : base(message)
        {
        }

        /// <summary>Makes one from the last system call's error.</summary>
        /// <param name="what">What could not be done.</param>
        /// <param name="subject">What it was about.</param>
        /// <param name="remedy">The command that does it with privileges, or an empty string.</param>
        internal static TapException FromLastError(string what, string subject = "TAP", string remedy = "")
        {
            int error = Marshal.GetLastPInvokeError();
            string reason = Marshal.GetPInvokeErrorMessage(error);
            string advice = error == Libc.NotPermitted && remedy.Length > 0 ? $"; run `sudo {remedy}` first, or run this with sudo" : "";
            return new TapException($"{subject}: {what}: {reason}{advice}");
        }
    }
}
