using System.Threading;

namespace Nano.Boards
{
    /// <content>On a PC, threads that wait for clients must not keep the process alive.</content>
    public abstract partial class TcpService
    {
        partial void ConfigureThread(Thread worker)
        {
            worker.IsBackground = true;
            worker.Name = "Nano " + Name;
        }
    }
}
