namespace Nano.Net.Sockets
{
    /// <summary>What <see cref="TcpClient.Close"/> does about data that the peer has not acknowledged yet.</summary>
    public sealed class LingerOption
    {
        /// <summary>Makes one.</summary>
        /// <param name="enable">Whether Close waits.</param>
        /// <param name="seconds">For how many seconds at most; 0 to reset the connection at once.</param>
        public LingerOption(bool enable, int seconds)
        {
            Enabled = enable;
            LingerTime = seconds;
        }

        /// <summary>Whether Close waits; otherwise the stack goes on by itself, and Close returns at once.</summary>
        public bool Enabled { get; set; }

        /// <summary>For how many seconds at most; then the connection is reset. 0: it is reset at once.</summary>
        public int LingerTime { get; set; }

        /// <summary><see cref="LingerTime"/> in milliseconds, and the longest time there is where it is longer.</summary>
        internal int Milliseconds
        {
            get { return LingerTime > int.MaxValue / 1000 ? int.MaxValue : LingerTime * 1000; }
        }
    }
}
