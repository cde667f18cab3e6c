using System.Threading;

namespace Nano.Net.Drivers
{
    public sealed partial class TransmitQueue
    {
        partial void ConfigureThread(Thread writer)
        {
            writer.IsBackground = true;
            writer.Name = "Nano serial line";
        }
    }
}
