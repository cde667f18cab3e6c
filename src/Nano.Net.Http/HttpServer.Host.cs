using System.Threading;

namespace Nano.Net.Http
{
    public sealed partial class HttpServer
    {
        partial void ConfigureThread(Thread worker)
        {
            worker.IsBackground = true;
            worker.Name = "Nano HTTP";
        }
    }
}
