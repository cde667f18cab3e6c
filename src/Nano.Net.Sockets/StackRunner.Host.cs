using System.Threading;

namespace Nano.Net.Sockets
{
    public sealed partial class StackRunner
    {
        partial void ConfigureThread(Thread poller)
        {
            poller.IsBackground = true;
            poller.Name = "Nano stack";
        }
    }
}
