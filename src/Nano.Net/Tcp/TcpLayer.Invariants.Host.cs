#define CHECKED
using System;
using System.Diagnostics;
using Nano.Net.Core;

namespace Nano.Net.Tcp
{
    internal sealed partial class TcpLayer
    {
        /// <summary>Each connection is found by its name and has a deadline where it needs one; a free block has neither.</summary>
        [Conditional(Invariant.Symbol)]
        internal void CheckInvariants()
        {
            int named = 0;
            for (int i = 0; i < blocks.Length; i++)
            {
                TransmissionControlBlock block = blocks[i];
                if (block.path == null)
                {
                    Invariant.Require(block.heapIndex < 0, "a block that belongs to no connection has a deadline");
                    continue;
                }

                named++;
                try
                {
                    CheckBlock(block);
                }
                catch (InvalidOperationException e)
                {
                    throw new InvalidOperationException(
                        "the connection " + block.LocalPort + " to " + new IPEndPoint(block.path.RemoteAddress(), block.RemotePort)
                        + " in " + TcpStateName.Of(block.state) + ": " + e.Message);
                }
            }

            int chained = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                for (TransmissionControlBlock block = buckets[i]; block != null; block = block.nextInBucket)
                {
                    Invariant.Require(++chained <= named, "there are more blocks in the buckets than connections");
                }
            }

            Invariant.Require(chained == named, "a connection is in no bucket");
        }

        private void CheckBlock(TransmissionControlBlock block)
        {
            TransmissionControlBlock found = buckets[Bucket(block.path, block.ports)];
            while (found != null && found != block)
            {
                found = found.nextInBucket;
            }

            Invariant.Require(found == block, "it is not found by its name");
            Invariant.Require(block.path.references > 0, "its path is not held");
            TcpConnection connection = block as TcpConnection;
            if (connection == null)
            {
                Invariant.Require(block.heapIndex >= 0, "it is never forgotten");
            }
            else
            {
                connection.CheckInvariants();
            }
        }
    }
}
