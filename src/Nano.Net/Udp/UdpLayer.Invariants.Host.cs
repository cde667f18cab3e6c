using System.Diagnostics;
using Nano.Net.Core;
using Nano.Net.Internet;

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
                    for (UdpEndpoint other = endpoint.next; other != null; other = other.next)
                    {
                        Invariant.Require(
                            other.localPort != endpoint.localPort || !Binding.Overlap(other.localAddress, endpoint.localAddress),
                            "two endpoints hear the same");
                    }
                }
            }

            for (UdpEndpoint endpoint = free; endpoint != null; endpoint = endpoint.next)
            {
                Invariant.Require(endpoint.localPort == 0, "a free endpoint has a port");
            }
        }
    }
}
