using Nano.Net;
using Nano.Net.Link;
using Nano.Net.Tcp;

namespace Nano.Simulation
{
    /// <summary>Throws at the first frame, and at the first change of a connection's state: the stack must go on, and show it nothing more.</summary>
    /// <param name="throwing">Called before it throws: what an exception allocates is not the stack's.</param>
    internal sealed class ThrowingObserver(Action throwing) : IFrameObserver, ITcpObserver
    {
        private bool hasSeenFrame;
        private bool hasSeenChange;

        public void FrameReceived(byte[] buffer, int offset, int length) => Throw(ref hasSeenFrame);

        public void FrameSent(byte[] buffer, int offset, int length) => Throw(ref hasSeenFrame);

        public void StateChanged(int localPort, IPEndPoint remote, TcpState from, TcpState to) => Throw(ref hasSeenChange);

        private void Throw(ref bool again)
        {
            if (again)
            {
                throw new Violation(Rule.Exception, "an observer that has thrown is called again");
            }

            again = true;
            throwing();
            throw new InjectedFault("an observer has failed");
        }
    }
}
