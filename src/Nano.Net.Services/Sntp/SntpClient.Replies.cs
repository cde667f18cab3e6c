using Nano.Net.Internet;
using Nano.Net.Udp;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>What the client makes of what servers send (RFC 4330 sections 5 and 8, RFC 5905 section 7.4).</summary>
    public sealed partial class SntpClient
    {
        internal override void OnDatagram(UdpEndpoint to, Path from, int sourcePort, byte[] buffer, int ipOffset, int at, int length)
        {
            // The originate timestamp is good for one reply (RFC 4330 section 5 (3)).
            if (!waiting || !servers.IsAt(server, from) || sourcePort != SntpMessage.Port || length < SntpMessage.Length
                || !IsReply(buffer[at])
                || BigEndian.ReadUInt32(buffer, at + SntpMessage.OriginateOffset) != token0
                || BigEndian.ReadUInt32(buffer, at + SntpMessage.OriginateOffset + 4) != token1)
            {
                counters.Rejected++;
                return;
            }

            if (buffer[at + SntpMessage.StratumOffset] == 0)
            {
                TakeKiss(BigEndian.ReadUInt32(buffer, at + SntpMessage.ReferenceOffset));
                return;
            }

            if (!Take(buffer, at))
            {
                counters.Unusable++;
                Fail();
            }
        }

        private static bool IsReply(byte flags)
        {
            int version = (flags >> 3) & 7;
            return (flags & 7) == SntpMessage.ServerMode && version >= SntpMessage.OldestVersion && version <= SntpMessage.NewestVersion;
        }

        /// <summary>Takes the time from a reply to the last request (RFC 4330 section 5).</summary>
        /// <returns>False where the server is not to be believed.</returns>
        private bool Take(byte[] buffer, int at)
        {
            uint delay = BigEndian.ReadUInt32(buffer, at + SntpMessage.RootDelayOffset);
            uint dispersion = BigEndian.ReadUInt32(buffer, at + SntpMessage.RootDispersionOffset);
            if (buffer[at] >> 6 == SntpMessage.Unsynchronized
                || buffer[at + SntpMessage.StratumOffset] > SntpMessage.LastStratum
                || delay >= GreatestDistance
                || dispersion >= GreatestDistance
                || (BigEndian.ReadUInt32(buffer, at + SntpMessage.TransmitOffset) | BigEndian.ReadUInt32(buffer, at + SntpMessage.TransmitOffset + 4)) == 0)
            {
                return false;
            }

            // T1 and T4 are ours, T2 and T3 the server's.
            long received = SntpMessage.ReadTime(buffer, at + SntpMessage.ReceiveOffset);
            long transmitted = SntpMessage.ReadTime(buffer, at + SntpMessage.TransmitOffset);
            long now = context.now;
            long held = transmitted - received;
            long away = now - sentAt;

            // Clocks of a millisecond: the server may seem to have held it for one longer than it was away.
            if (held < 0 || held > away + 1)
            {
                return false;
            }

            uint distance = (delay / 2) + dispersion;
            bool isCoarse = distance >= CoarseDistance;
            counters.Replies++;
            waiting = false;
            endpoint.Close();
            bool isTaken = !isCoarse || IsBetter(distance, now);
            if (isTaken)
            {
                offset = ((received - sentAt) + (transmitted - now)) / 2;
                roundTrip = held > away ? 0 : (int)(away - held);
                stratum = buffer[at + SntpMessage.StratumOffset];
                rootDistance = distance;
                source = current;
                synchronized = true;
                synchronizedAt = now;
            }

            if (isCoarse)
            {
                counters.CoarseReplies++;
                if (distance < bestDistance)
                {
                    best = current;
                    bestDistance = distance;
                }

                // One of the others may know it better.
                GoOn();
            }
            else
            {
                best = current;
                EndRound();
            }

            // The last, because a handler may stop the client or name other servers.
            if (isTaken)
            {
                CallBack("SntpClient.Synchronized");
            }

            return true;
        }

        /// <summary>
        /// Whether a coarse time is worth more than the one that is known, which is off by 15 millionths of its age more (RFC
        /// 5905, PHI): one 65,536th of a second each second. What the same server says now replaces what it said before.
        /// </summary>
        private bool IsBetter(uint distance, long now)
        {
            return !synchronized || (IsCoarse && source == current) || distance <= rootDistance + ((now - synchronizedAt) / 1000);
        }

        /// <summary>A server says something instead of the time (RFC 4330 section 8, RFC 5905 section 7.4).</summary>
        private void TakeKiss(uint code)
        {
            if (code == SntpMessage.KissDeny || code == SntpMessage.KissRestrict)
            {
                notBefore[current] = context.now + BarredTime;
            }
            else if (code == SntpMessage.KissRate)
            {
                if (Doublings(current) < MostDoublings)
                {
                    doublings += 1 << (current * RateBits);
                }

                notBefore[current] = context.now + Interval(current);
            }
            else
            {
                // Any other says nothing that a client should act on: it is no answer.
                counters.Unusable++;
                return;
            }

            counters.KissesOfDeath++;
            Fail();
        }
    }
}
