using System;
using Nano.Net.Core;
using Nano.Net.Dhcpv6.Wire;
using Nano.Net.Internet;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;
using Nano.Net.Udp;

namespace Nano.Net.Dhcpv6
{
    /// <summary>What the client makes of what servers send (RFC 8415 sections 18.2.9 and 18.2.10).</summary>
    public sealed partial class Dhcpv6Client
    {
        private const uint Infinite = uint.MaxValue;

        // Sections 7.6 and 21.23, in seconds: how long settings are good where the server does not say, and at least.
        private const uint UsualRefreshTime = 86400;
        private const uint LeastRefreshTime = 600;

        // Sections 21.24 and 21.25, in seconds: what a longest pause may be.
        private const uint LeastMaximum = 60;
        private const uint GreatestMaximum = 86400;

        // Of an offer that is taken at once (section 18.2.9).
        private const int HighestPreference = 255;

        // Milliseconds for which a lease is left alone at least, however short it is.
        private const long ShortestRenewal = 1000;

        internal override void OnDatagram(UdpEndpoint to, Path from, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            if (from.protocol != protocol)
            {
                return;
            }

            // Servers and relays answer on the link, to the address that was asked from.
            bool isFromServer = sourcePort == Dhcpv6Message.ServerPort && exchange.type != 0 && exchange.sent != 0
                && Ipv6Address.IsLinkLocal(buffer, ipOffset + Ipv6Packet.SourceOffset)
                && Ipv6Address.IsLinkLocal(buffer, ipOffset + Ipv6Packet.DestinationOffset);
            bool isOffer = isFromServer && exchange.type == Dhcpv6Message.Solicit && IsAnswer(Dhcpv6Message.Advertise, buffer, offset, length);
            int options = offset + Dhcpv6Message.HeaderLength;
            int end = offset + length;
            if (!isFromServer || (!isOffer && !IsReply(buffer, offset, length)))
            {
                counters.Ignored++;
                return;
            }

            counters.Received++;
            TakeMaximums(buffer, options, end);
            int identifierAt = Dhcpv6Message.Find(buffer, options, end, Dhcpv6Message.ServerIdentifier, 1);
            switch (exchange.type)
            {
                case Dhcpv6Message.Confirm:
                    OnConfirmed(Dhcpv6Message.StatusOf(buffer, options, end));
                    break;
                case Dhcpv6Message.InformationRequest:
                    OnInformation(buffer, options, end);
                    break;
                case Dhcpv6Message.Decline:
                case Dhcpv6Message.Release:
                    // Whatever it says (section 18.2.10.2).
                    Leave();
                    break;
                default:
                    association.Read(buffer, options, end, associationNumber, hasAddress || exchange.type == Dhcpv6Message.Request ? address : null);
                    if (isOffer)
                    {
                        OnOffer(buffer, options, end, identifierAt);
                    }
                    else
                    {
                        OnReply(buffer, options, end, identifierAt);
                    }

                    break;
            }

            if (IsRunning)
            {
                SetNextDeadline();
                TellOfChange();
            }
        }

        private bool IsAnswer(int type, byte[] buffer, int offset, int length)
        {
            return Dhcpv6Message.IsAnswer(buffer, offset, length, type, exchange.transaction, identifier);
        }

        private bool IsReply(byte[] buffer, int offset, int length)
        {
            if (!IsAnswer(Dhcpv6Message.Reply, buffer, offset, length))
            {
                return false;
            }

            int options = offset + Dhcpv6Message.HeaderLength;
            int end = offset + length;
            if (exchange.type == Dhcpv6Message.Solicit)
            {
                // Section 18.2.10: what it has not asked for does not count.
                return rapidCommit && Dhcpv6Message.Find(buffer, options, end, Dhcpv6Message.RapidCommit, 0) >= 0;
            }

            return !IsToOneServer || IsServer(buffer, Dhcpv6Message.Find(buffer, options, end, Dhcpv6Message.ServerIdentifier, 1));
        }

        private bool IsServer(byte[] buffer, int option)
        {
            int i = Dhcpv6Message.LengthOf(buffer, option) == serverLength ? serverLength : -1;
            while (i > 0 && buffer[option + Dhcpv6Message.OptionHeaderLength + i - 1] == server[i - 1])
            {
                i--;
            }

            return i == 0;
        }

        private void SetServer(byte[] buffer, int option)
        {
            serverLength = Dhcpv6Message.LengthOf(buffer, option);
            Array.Copy(buffer, option + Dhcpv6Message.OptionHeaderLength, server, 0, serverLength);
        }

        private uint HashOf(byte[] buffer, int offset, int length)
        {
            uint hash = 1;
            for (int i = 0; i < length; i++)
            {
                hash = context.hash.Compute(hash, buffer[offset + i], 0, 0, 0);
            }

            return hash == 0 ? 1 : hash;
        }

        private void TakeMaximums(byte[] buffer, int at, int end)
        {
            solicitMaximum = MaximumOf(buffer, at, end, Dhcpv6Message.SolicitMaximum, solicitMaximum);
            informationMaximum = MaximumOf(buffer, at, end, Dhcpv6Message.InformationMaximum, informationMaximum);
            if (exchange.type == Dhcpv6Message.Solicit)
            {
                exchange.maximum = solicitMaximum;
            }
            else if (exchange.type == Dhcpv6Message.InformationRequest)
            {
                exchange.maximum = informationMaximum;
            }
        }

        private static int MaximumOf(byte[] buffer, int at, int end, int option, int otherwise)
        {
            uint seconds = Dhcpv6Message.FindUInt32(buffer, at, end, option, 0);
            return seconds < LeastMaximum || seconds > GreatestMaximum ? otherwise : (int)seconds * 1000;
        }

        /// <summary>A server offers an address: the best offer is taken when the first second is over, and any at once when it came later.</summary>
        private void OnOffer(byte[] buffer, int options, int end, int serverOption)
        {
            bool isUsable = Dhcpv6Message.StatusOf(buffer, options, end) == Dhcpv6Message.Success && association.isThere
                && association.status == Dhcpv6Message.Success && association.address >= 0;
            if (!isUsable)
            {
                counters.Refused++;
                return;
            }

            int value = serverOption + Dhcpv6Message.OptionHeaderLength;
            int preferenceOption = Dhcpv6Message.Find(buffer, options, end, Dhcpv6Message.Preference, 1);
            int preference = HashOf(buffer, value, Dhcpv6Message.LengthOf(buffer, serverOption)) == failedServer
                ? Failed
                : preferenceOption < 0 ? 0 : buffer[preferenceOption + Dhcpv6Message.OptionHeaderLength];
            if (preference <= bestPreference)
            {
                return;
            }

            bestPreference = preference;
            SetServer(buffer, serverOption);
            Array.Copy(buffer, association.address, address, 0, Ipv6Packet.AddressLength);
            if (preference == HighestPreference || (exchange.sent > 1 && preference != Failed))
            {
                BeginRequest();
                Send();
            }
        }

        /// <summary>A server has answered what asks for an address, or for more time.</summary>
        private void OnReply(byte[] buffer, int options, int end, int serverOption)
        {
            bool isExtension = exchange.type == Dhcpv6Message.Renew || exchange.type == Dhcpv6Message.Rebind;
            int status = Dhcpv6Message.StatusOf(buffer, options, end);
            if (status == Dhcpv6Message.UnspecifiedFailure || status == Dhcpv6Message.UseMulticast
                || (isExtension && !association.isThere))
            {
                // The server may think better of it: the message is repeated in its time.
                counters.Refused++;
                return;
            }

            status = status == Dhcpv6Message.Success ? association.status : status;
            if (status == Dhcpv6Message.Success && association.address >= 0)
            {
                SetServer(buffer, serverOption);
                Grant(buffer);
                if (hasAddress)
                {
                    changed |= settings.Take(buffer, options, end);
                }

                return;
            }

            counters.Refused++;
            if (!isExtension)
            {
                SetServer(buffer, serverOption);
                GiveUpServer();
                Continue(NextPause());
            }
            else if (status == Dhcpv6Message.NoBinding)
            {
                // It does not know the lease, and is asked for the same address.
                SetServer(buffer, serverOption);
                BeginRequest();
            }
            else if (status == Dhcpv6Message.Success && association.endsCurrent)
            {
                Lose();
                Restart(NextPause());
            }
        }

        private void Grant(byte[] buffer)
        {
            long now = context.now;
            long preferred = OwnAddresses.EndOf(association.preferred, now);
            long valid = OwnAddresses.EndOf(association.valid, now);
            SetTimes(now);
            bool isTheSame = hasAddress && Ipv6Address.AreEqual(buffer, association.address, address, 0);
            int place = own.Find(buffer, association.address);
            if (isTheSame && place != OwnAddresses.None)
            {
                own.SetLifetimes(place, preferred, valid);
                counters.Renewals++;
                BecomeBound();
                return;
            }

            if (hasAddress)
            {
                // Another address takes the place of the one in use.
                Lose();
            }

            Array.Copy(buffer, association.address, address, 0, Ipv6Packet.AddressLength);
            if (place != OwnAddresses.None
                || own.Add(address, 0, Ipv6Packet.AddressLength * 8, Ipv6AddressOrigin.Dhcp, preferred, valid) == OwnAddresses.None)
            {
                counters.NoPlace++;
                BeginRelease();
                return;
            }

            hasAddress = true;
            BecomeBound();
        }

        // Sections 14.2 and 21.4: where the server leaves T1 and T2 to the client, they are 0.5 and 0.8 of the time that the address is preferred.
        private void SetTimes(long now)
        {
            uint lifetime = association.preferred == 0 ? association.valid : association.preferred;
            renewAt = TimeOf(association.renewal, lifetime, 5, now);
            rebindAt = TimeOf(association.rebinding, lifetime, 8, now);
            renewAt = renewAt < rebindAt ? renewAt : rebindAt;
        }

        private static long TimeOf(uint seconds, uint lifetime, int tenths, long now)
        {
            if (seconds == Infinite || (seconds == 0 && lifetime == Infinite))
            {
                return TimerQueue.Never;
            }

            long wait = seconds != 0 ? seconds * 1000L : lifetime * 100L * tenths;
            return now + (wait < ShortestRenewal ? ShortestRenewal : wait);
        }

        /// <summary>A server knows whether the address fits the link (section 18.2.10.3).</summary>
        private void OnConfirmed(int status)
        {
            if (status == Dhcpv6Message.Success)
            {
                counters.Renewals++;
                BecomeBound();
            }
            else if (status == Dhcpv6Message.NotOnLink)
            {
                counters.Refused++;
                Lose();
                Restart(0);
            }
            else
            {
                counters.Refused++;
            }
        }

        private void OnInformation(byte[] buffer, int options, int end)
        {
            if (Dhcpv6Message.StatusOf(buffer, options, end) != Dhcpv6Message.Success)
            {
                counters.Refused++;
                return;
            }

            counters.Informed++;
            changed |= settings.Take(buffer, options, end);
            uint seconds = Dhcpv6Message.FindUInt32(buffer, options, end, Dhcpv6Message.InformationRefreshTime, UsualRefreshTime);
            exchange.End();
            state = Dhcpv6State.Informed;
            stepDue = OwnAddresses.EndOf(seconds < LeastRefreshTime ? LeastRefreshTime : seconds, context.now);
        }
    }
}
