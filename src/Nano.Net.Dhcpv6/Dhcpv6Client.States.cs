using Nano.Net.Core;
using Nano.Net.Dhcpv6.Wire;
using Nano.Net.IPv6;
using Nano.Net.IPv6.Wire;

namespace Nano.Net.Dhcpv6
{
    /// <summary>The states of the client, and what leads from one to another but messages: time, the link, routers, and what becomes of the address.</summary>
    public sealed partial class Dhcpv6Client
    {
        // RFC 8415 section 7.6, in milliseconds: the longest delay of the first message of its kind, so that not all hosts ask at once.
        // Of a Solicit it is half of what there may be, as with the messages of neighbour discovery: there is no address before it...
        private const int SolicitDelay = 500;
        private const int ConfirmDelay = 1000;
        private const int InformationDelay = 1000;

        // ...the first pause, and the longest...
        private const int FirstPause = 1000;
        private const int FirstExtensionPause = 10000;
        private const int SolicitPause = 3600000;
        private const int RequestPause = 30000;
        private const int ConfirmPause = 4000;
        private const int ExtensionPause = 600000;
        private const int InformationPause = 3600000;

        // ...how often a message is sent, and for how long.
        private const int RequestAttempts = 10;
        private const int LeaveAttempts = 4;
        private const int ConfirmDuration = 10000;

        // Section 14.1: after an address that was refused, or that another host has, 1, 2, 4, ... 64 seconds.
        private const int RefusalDelay = 1000;
        private const int MostRefusals = 6;

        private const int AnyDhcp = NeighborMessage.ManagedFlag | NeighborMessage.OtherFlag;

        // The longest pause between two messages as a server has set it (sections 21.24 and 21.25).
        private int solicitMaximum;
        private int informationMaximum;

        // Of the offers so far, how much the best one's server wants to be taken; NoOffer for none, Failed for one that did not keep what it offered.
        private const int NoOffer = -2;
        private const int Failed = -1;
        private int bestPreference = NoOffer;

        // The server that did not, as a hash; 0 for none. Refusals one after the other.
        private uint failedServer;
        private int refusals;
        private bool stopsAfterRelease;

        /// <summary>What is to be asked for here and now.</summary>
        /// <returns><see cref="Dhcpv6State.Soliciting"/>, <see cref="Dhcpv6State.Informing"/>, or <see cref="Dhcpv6State.Idle"/> for nothing.</returns>
        private Dhcpv6State Wanted()
        {
            int flags = protocol.discovery.routers.dhcpFlags;
            if (!IsLinkUp || (flags & AnyDhcp) == 0 || own.FindLinkLocal() == OwnAddresses.None)
            {
                return Dhcpv6State.Idle;
            }

            // Who gives addresses knows the rest too (RFC 4861 section 4.2).
            return (flags & NeighborMessage.ManagedFlag) != 0 && (addressBesideAutoconfigured || !IsAutoconfigured())
                ? Dhcpv6State.Soliciting
                : Dhcpv6State.Informing;
        }

        // Whether there is an address of a router's prefix, in use or about to be.
        private bool IsAutoconfigured()
        {
            for (int i = 0; i < own.Count; i++)
            {
                Ipv6AddressState addressState = own.StateOf(i);
                if (own.OriginOf(i) == Ipv6AddressOrigin.Autoconfigured
                    && (addressState == Ipv6AddressState.Tentative || addressState == Ipv6AddressState.Preferred))
                {
                    return true;
                }
            }

            return false;
        }

        private void OnLinkUp()
        {
            // Behind the cable there may be another network, in which all that was learned is worth nothing.
            ForgetServers();
            if (!hasAddress)
            {
                Restart(0);
                return;
            }

            // Section 18.2.12.
            state = Dhcpv6State.Confirming;
            Begin(Dhcpv6Message.Confirm, FirstPause, ConfirmPause, 0, ConfirmDuration, Random(ConfirmDelay + 1));
        }

        /// <summary>Does what follows from what has become of the address, and of what routers say.</summary>
        private void LookAtNetwork(long now)
        {
            if (hasAddress)
            {
                LookAtAddress(now);
                return;
            }

            Dhcpv6State wanted = Wanted();
            switch (state)
            {
                case Dhcpv6State.Declining:
                case Dhcpv6State.Releasing:
                    // What is wanted is looked at when that is through.
                    break;

                case Dhcpv6State.Soliciting:
                case Dhcpv6State.Requesting:
                    if (wanted != Dhcpv6State.Soliciting)
                    {
                        Restart(0);
                    }

                    break;

                case Dhcpv6State.Informed:
                    // What is known is known until its time is up.
                    if (wanted == Dhcpv6State.Soliciting)
                    {
                        Restart(0);
                    }

                    break;

                default:
                    if (wanted != state)
                    {
                        Restart(0);
                    }

                    break;
            }
        }

        private void LookAtAddress(long now)
        {
            int place = own.Find(address, 0);
            if (place == OwnAddresses.None)
            {
                // Its time is up, or the program has taken it away.
                counters.Expired++;
                Lose();
                Restart(0);
            }
            else if (own.StateOf(place) == Ipv6AddressState.Duplicate)
            {
                OnConflict();
            }
            else if (!hasLease && own.IsUsable(place))
            {
                hasLease = true;
                changed = true;
                counters.Leases++;
                if (state == Dhcpv6State.Probing)
                {
                    BecomeBound();
                }
            }
        }

        /// <summary>The time that this state has waited for has come.</summary>
        private void Step(long now)
        {
            bool isOver = exchange.type != 0 && exchange.IsOver(now);
            switch (state)
            {
                case Dhcpv6State.Soliciting:
                    if (bestPreference != NoOffer)
                    {
                        BeginRequest();
                    }

                    Send();
                    break;

                case Dhcpv6State.Requesting:
                    if (!isOver)
                    {
                        Send();
                        break;
                    }

                    GiveUpServer();
                    Continue(0);
                    break;

                case Dhcpv6State.Bound:
                    Extend(0);
                    break;

                case Dhcpv6State.Renewing:
                    if (isOver)
                    {
                        Extend(0);
                    }
                    else
                    {
                        Send();
                    }

                    break;

                case Dhcpv6State.Confirming:
                    if (isOver)
                    {
                        // Nobody says that it does not fit (section 18.2.3).
                        BecomeBound();
                    }
                    else
                    {
                        Send();
                    }

                    break;

                case Dhcpv6State.Declining:
                case Dhcpv6State.Releasing:
                    if (isOver)
                    {
                        Leave();
                    }
                    else
                    {
                        Send();
                    }

                    break;

                case Dhcpv6State.Rebinding:
                    // It is over when the address is, and that is told.
                    stepDue = TimerQueue.Never;
                    if (!isOver)
                    {
                        Send();
                    }

                    break;

                case Dhcpv6State.Informing:
                    Send();
                    break;

                case Dhcpv6State.Informed:
                    if (Wanted() == Dhcpv6State.Idle)
                    {
                        changed |= settings.Clear();
                    }

                    Restart(0);
                    break;

                default:
                    stepDue = TimerQueue.Never;
                    break;
            }
        }

        /// <summary>Begins with what is wanted, after a pause.</summary>
        private void Restart(int pause)
        {
            state = Wanted();
            if (state == Dhcpv6State.Soliciting)
            {
                bestPreference = NoOffer;
                Begin(Dhcpv6Message.Solicit, FirstPause, solicitMaximum, 0, 0, pause + Random(SolicitDelay + 1));
            }
            else if (state == Dhcpv6State.Informing)
            {
                Begin(Dhcpv6Message.InformationRequest, FirstPause, informationMaximum, 0, 0, pause + Random(InformationDelay + 1));
            }
            else
            {
                exchange.End();
                stepDue = TimerQueue.Never;
            }
        }

        private void Begin(int type, int initial, int maximum, int attempts, long duration, int delay)
        {
            exchange.Begin(type, context.NextRandom(), initial, maximum, attempts, duration);
            stepDue = context.now + delay;
        }

        /// <summary>What was offered, or is in use and unknown to its server, is asked for.</summary>
        private void BeginRequest()
        {
            state = Dhcpv6State.Requesting;
            Begin(Dhcpv6Message.Request, FirstPause, RequestPause, RequestAttempts, 0, 0);
        }

        private void BeginRelease()
        {
            state = Dhcpv6State.Releasing;
            Begin(Dhcpv6Message.Release, FirstPause, 0, LeaveAttempts, 0, 0);
        }

        /// <summary>More time is asked for: of the server until T2, of any server behind it (sections 18.2.4 and 18.2.5).</summary>
        private void Extend(int delay)
        {
            long now = context.now;
            bool isRebinding = now >= rebindAt;
            int place = own.Find(address, 0);
            long end = !isRebinding ? rebindAt : place == OwnAddresses.None ? now : own.validUntil[place];
            state = isRebinding ? Dhcpv6State.Rebinding : Dhcpv6State.Renewing;
            Begin(
                isRebinding ? Dhcpv6Message.Rebind : Dhcpv6Message.Renew, FirstExtensionPause, ExtensionPause, 0,
                end == TimerQueue.Never ? 0 : end - now, delay);
        }

        /// <summary>An address was not granted: the one that is in use is kept, and without one another is asked for.</summary>
        private void Continue(int pause)
        {
            if (hasAddress)
            {
                Extend(pause);
            }
            else
            {
                Restart(pause);
            }
        }

        private void BecomeBound()
        {
            exchange.End();
            int place = own.Find(address, 0);
            bool isUsable = place != OwnAddresses.None && own.IsUsable(place);
            state = isUsable ? Dhcpv6State.Bound : Dhcpv6State.Probing;
            stepDue = isUsable ? renewAt : TimerQueue.Never;
            if (isUsable)
            {
                failedServer = 0;
                refusals = 0;
            }
        }

        /// <summary>Another host has the address (section 18.2.8).</summary>
        private void OnConflict()
        {
            bool isGranted = state != Dhcpv6State.Confirming && state != Dhcpv6State.Idle;
            Lose();
            if (!isGranted)
            {
                // It was granted in another network, perhaps, whose server is not here to be told.
                Restart(0);
                return;
            }

            counters.Declined++;
            state = Dhcpv6State.Declining;
            Begin(Dhcpv6Message.Decline, FirstPause, 0, LeaveAttempts, 0, 0);
        }

        /// <summary>The server knows that the address is not this host's any more, or was told often enough.</summary>
        private void Leave()
        {
            if (stopsAfterRelease)
            {
                Stop();
            }
            else
            {
                Restart(NextPause());
            }
        }

        private int NextPause()
        {
            int pause = RefusalDelay << refusals;
            if (refusals < MostRefusals)
            {
                refusals++;
            }

            return pause;
        }

        private void GiveUpServer()
        {
            counters.ServersGivenUp++;
            failedServer = HashOf(server, 0, serverLength);
        }

        private void ForgetServers()
        {
            failedServer = 0;
            refusals = 0;
            solicitMaximum = SolicitPause;
            informationMaximum = InformationPause;
        }

        /// <summary>There is no lease any more, and the host has not got its address. The state is the caller's to set.</summary>
        private void Lose()
        {
            hasAddress = false;
            int place = own.Find(address, 0);
            if (place != OwnAddresses.None && own.OriginOf(place) == Ipv6AddressOrigin.Dhcp)
            {
                own.Remove(place);
            }

            changed |= settings.Clear() | hasLease;
            hasLease = false;
        }
    }
}
