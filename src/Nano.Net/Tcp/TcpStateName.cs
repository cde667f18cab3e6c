namespace Nano.Net.Tcp
{
    /// <summary>State names as RFC 9293 and netstat write them; the interpreter prints an enum as its number.</summary>
    public static class TcpStateName
    {
        /// <summary>The name of a state, "FIN-WAIT-1" for example.</summary>
        public static string Of(TcpState state)
        {
            switch (state)
            {
                case TcpState.Listen: return "LISTEN";
                case TcpState.SynSent: return "SYN-SENT";
                case TcpState.SynReceived: return "SYN-RECEIVED";
                case TcpState.Established: return "ESTABLISHED";
                case TcpState.FinWait1: return "FIN-WAIT-1";
                case TcpState.FinWait2: return "FIN-WAIT-2";
                case TcpState.CloseWait: return "CLOSE-WAIT";
                case TcpState.Closing: return "CLOSING";
                case TcpState.LastAck: return "LAST-ACK";
                case TcpState.TimeWait: return "TIME-WAIT";
                default: return "CLOSED";
            }
        }
    }
}
