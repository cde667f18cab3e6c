using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Udp
{
    internal sealed partial class UdpLayer
    {
        /// <summary>Each endpoint with a port is found by it, and none that is free has one.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            for (int i = 0; i < buckets.Length; i++)
            {
                for (UdpEndpoint endpoint = buckets[i]; endpoint != null; endpoint = endpoint.next)
                {
                    Invariant.Require(endpoint.localPort != 0, "an endpoint without a port is in a bucket");
                    Invariant.Require(Find(endpoint.localPort) == endpoint, "an endpoint is not found by its port");
                }
            }

            for (UdpEndpoint endpoint = free; endpoint != null; endpoint = endpoint.next)
            {
                Invariant.Require(endpoint.localPort == 0, "a free endpoint has a port");
            }
        }
    }
}
