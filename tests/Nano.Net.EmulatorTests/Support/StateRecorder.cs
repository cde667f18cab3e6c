using Nano.Net.Tcp;

namespace Nano.Net.EmulatorTests
{
    /// <summary>Remembers the states that the connections of a stack have gone through.</summary>
    public sealed class StateRecorder : ITcpObserver
    {
        /// <summary>All states so far, as in "SYN-SENT ESTABLISHED".</summary>
        public string States { get; private set; } = "";

        /// <inheritdoc/>
        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to)
        {
            string name = TcpStateName.Of(to);
            States = States == "" ? name : States + " " + name;
        }
    }
}
