using System.Threading;

namespace Nano.Net.Telemetry
{
    public sealed partial class Output
    {
        static partial void ConfigureThread(Thread worker)
        {
            worker.IsBackground = true;
            worker.Name = "Nano output";
        }
    }
}
