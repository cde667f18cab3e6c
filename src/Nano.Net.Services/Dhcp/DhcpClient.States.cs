using Nano.Net.Core;
using Nano.Net.Link;

namespace Nano.Net.Services
{
    /// <summary>
    /// The states of the client, and what leads from one to another but messages: time, the link, and what becomes of the
    /// address (RFC 2131 section 4.4, figure 5).
    /// </summary>
    public sealed partial class DhcpClient
    {
        // Milliseconds. Section 4.1: 4, 8, 16, 32, 64 seconds, each give or take one.
        private const int FirstTimeout = 4000;
        private const int MostDoublings = 4;
        private const int TimeoutJitter = 1000;

        // After about a minute the server that has made the offer is given up on (section 3.1 (5)).
        private const int RequestAttempts = 4;

        // How long another server may take to make an offer, when there is one of a server that has failed before.
        private const int ReserveDelay = 2000;

        // Whether a lease still holds is asked twice within five seconds, and after that for a new one: as long as dhcpcd
        // does. The host waits for the answer, and most often it is in another network, whose server need not answer.
        private const int RebootAttempts = 2;
        private const int RebootTimeout = 2500;
        private const int RebootJitter = 500;

        // From one link-up to the first message after the next one.
        private const int FlapDelay = 1000;

        // Section 4.4.5: no two requests for an extension within a minute, unless the first one could not be sent.
        private const int ShortestRenewalTimeout = 60000;
        private const int UnsentDelay = 10000;

        // Section 3.1 (5): what a client that has declined waits at least. RFC 5227 section 2.1.1, MAX_CONFLICTS and
        // RATE_LIMIT_INTERVAL: after ten conflicts, one attempt a minute. After an hour without one, they are forgotten.
        private const int DeclineDelay = 10000;
        private const int MaximumConflicts = 10;
        private const int RateLimitInterval = 60000;
        private const int ConflictMemory = 3600000;

        // After a refusal 1, 2, 4, ... 64 seconds, and up to one more.
        private const int RefusalDelay = 1000;
        private const int MostRefusals = 6;

        private void OnLinkUp()
        {
            // At once, but a link that flaps does not have the network flooded.
            long pause = withoutAddressSince + FlapDelay - context.now;
            pause = pause > 0 ? pause : 0;

            // Behind the cable there may be another network, in which all that was learned is worth nothing.
            ForgetFailures();
            conflicts = 0;
            withoutAddressSince = context.now;
            acquiringSince = context.now;
            attempt = 0;
            if (!hasLease)
            {
                if (linkLocal.address == 0)
                {
                    AwaitLinkLocal();
                }

                Restart(pause);
                return;
            }

            // Section 3.7. Until a server answers, the address is kept, and with it the connections: most often it is the same
            // network. Where nobody at all answers, that section lets a host keep it to the end of the lease. dhcpcd and
            // systemd-networkd do not, and neither does this client, if it can have a link-local address in its place: in
            // a network without a server the old address is of use to nobody.
            state = DhcpState.Rebooting;
            stepDue = context.now + pause;
            if (linkLocalAfter != 0)
            {
                long until = withoutAddressSince + linkLocalAfter;
                leaseDue = until < lease.end ? until : lease.end;
            }
        }

        private void OnLinkDown()
        {
            if (hasLease)
            {
                leaseDue = lease.end;
                if (state < DhcpState.Bound)
                {
                    state = DhcpState.Rebooting;
                }
            }
            else
            {
                if (state == DhcpState.Probing)
                {
                    // Nobody can answer the probes, so they show nothing.
                    LoseAddress();
                }

                state = DhcpState.Init;
            }
        }

        /// <summary>Does what follows from what has become of the address: it may be used, or another host has it.</summary>
        private void LookAtClaim(long now)
        {
            bool conflict = claim.state == AddressState.Conflict;
            if (hasLease || state == DhcpState.Probing)
            {
                if (conflict)
                {
                    OnConflict(now);
                }
                else if (state == DhcpState.Probing && claim.usable)
                {
                    counters.Leases++;
                    BecomeBound();
                }
            }
            else if (linkLocal.address != 0 && linkLocalDue == TimerQueue.Never)
            {
                if (conflict)
                {
                    counters.LinkLocalConflicts++;
                    linkLocalDue = now + linkLocal.Conflict();
                    ReleaseLinkLocal();
                }
                else if (claim.usable && !linkLocalTold)
                {
                    linkLocalTold = true;
                    changed = true;
                }
            }
        }

        /// <summary>The time that this state has waited for has come.</summary>
        private void Step(long now)
        {
            switch (state)
            {
                case DhcpState.Init:
                    acquiringSince = now;
                    Select();
                    break;

                case DhcpState.Selecting:
                    if (reservingServer != 0)
                    {
                        Request(reserved, reservingServer);
                        break;
                    }

                    SendDiscover();
                    WaitForAnswer();
                    break;

                case DhcpState.Requesting:
                    if (attempt == RequestAttempts)
                    {
                        GiveUpServer();
                        Select();
                        break;
                    }

                    SendRequest();
                    WaitForAnswer();
                    break;

                case DhcpState.Bound:
                    state = DhcpState.Renewing;
                    acquiringSince = now;
                    Extend(now);
                    break;

                case DhcpState.Renewing:
                case DhcpState.Rebinding:
                    Extend(now);
                    break;

                case DhcpState.Rebooting:
                    Reboot(now);
                    break;

                default:
                    stepDue = TimerQueue.Never;
                    break;
            }
        }

        /// <summary>INIT: an address is asked for after a pause.</summary>
        private void Restart(long delay)
        {
            state = DhcpState.Init;
            stepDue = context.now + delay;
            SetNextDeadline();
        }

        /// <summary>SELECTING: all servers are asked for an offer.</summary>
        private void Select()
        {
            state = DhcpState.Selecting;
            attempt = 0;
            reservingServer = 0;
            transaction = context.NextRandom();
            SendDiscover();
            WaitForAnswer();
        }

        /// <summary>REQUESTING: what a server has offered is asked for.</summary>
        private void Request(uint address, uint server)
        {
            state = DhcpState.Requesting;
            attempt = 0;
            offered = address;
            offeringServer = server;
            requestedAt = context.now;
            SendRequest();
            WaitForAnswer();
        }

        private void WaitForAnswer()
        {
            int doublings = attempt < MostDoublings ? attempt : MostDoublings;
            attempt++;
            stepDue = context.now + (FirstTimeout << doublings) - TimeoutJitter + Random((2 * TimeoutJitter) + 1);
        }

        /// <summary>REBOOTING: all servers are asked whether the lease still holds.</summary>
        private void Reboot(long now)
        {
            offered = lease.address;
            if (attempt == RebootAttempts)
            {
                Select();
                return;
            }

            if (attempt == 0)
            {
                transaction = context.NextRandom();
                requestedAt = now;
            }

            attempt++;
            SendReboot();
            stepDue = now + RebootTimeout - RebootJitter + Random((2 * RebootJitter) + 1);
        }

        /// <summary>RENEWING and REBINDING: an extension is asked for; again after half of what is left, but a minute at least (section 4.4.5).</summary>
        private void Extend(long now)
        {
            if (now >= lease.rebinding)
            {
                state = DhcpState.Rebinding;
            }

            transaction = context.NextRandom();
            requestedAt = now;
            bool sent = SendExtension();
            long end = state == DhcpState.Renewing ? lease.rebinding : lease.end;
            long wait = (end - now) / 2;
            stepDue = now + (!sent ? UnsentDelay : wait < ShortestRenewalTimeout ? ShortestRenewalTimeout : wait);
            if (stepDue > end)
            {
                stepDue = end;
            }
        }

        private void BecomeBound()
        {
            hasLease = true;
            state = DhcpState.Bound;
            stepDue = lease.renewal;
            leaseDue = lease.end;
            linkLocalDue = TimerQueue.Never;
            ForgetFailures();
            changed = true;
        }

        /// <summary>The lease has run out, or no server has confirmed it since the link came up.</summary>
        private void EndLease(long now)
        {
            if (now >= lease.end)
            {
                counters.Expired++;
            }

            bool isAskedFor = state < DhcpState.Bound;
            LoseAddress();
            if (!isAskedFor)
            {
                offered = lease.address;
                acquiringSince = now;
                state = DhcpState.Init;
                stepDue = now;
            }
        }

        /// <summary>Another host uses the address: its server is told, and another one is asked for later (section 3.1 (5)).</summary>
        private void OnConflict(long now)
        {
            offered = 0;
            if (!IsGranted)
            {
                // It was granted in another network, whose server is not here to be told.
                LoseAddress();
                acquiringSince = now;
                Restart(0);
                return;
            }

            counters.Declined++;
            if (now - conflictAt > ConflictMemory)
            {
                conflicts = 0;
            }

            conflictAt = now;
            if (conflicts < MaximumConflicts)
            {
                conflicts++;
            }

            SendDecline();
            LoseAddress();
            Restart(conflicts < MaximumConflicts ? DeclineDelay : RateLimitInterval);
        }

        /// <summary>A server has refused what was asked for (DHCPNAK).</summary>
        private void OnRefusal()
        {
            counters.Refusals++;
            if (state == DhcpState.Requesting && refusals > 0)
            {
                GiveUpServer();
            }

            offered = 0;
            if (hasLease)
            {
                LoseAddress();
            }

            Restart(((long)RefusalDelay << refusals) + Random(RefusalDelay));
            if (refusals < MostRefusals)
            {
                refusals++;
            }
        }

        private void GiveUpServer()
        {
            counters.ServersGivenUp++;
            failedServers.Add(offeringServer);
        }

        private void ForgetFailures()
        {
            failedServers.Clear();
            refusals = 0;
        }

        /// <summary>Whether the address is one that a server has granted on this link.</summary>
        private bool IsGranted
        {
            get { return state >= DhcpState.Probing && state != DhcpState.Rebooting; }
        }

        /// <summary>The host has no address any more. The state is the caller's to set.</summary>
        private void LoseAddress()
        {
            if (hasLease && IsGranted)
            {
                withoutAddressSince = context.now;
            }

            changed |= hasLease || linkLocalTold;
            hasLease = false;
            linkLocal.Reset();
            linkLocalTold = false;
            AwaitLinkLocal();
            ipv4.Configure(0, 0, 0, false);
        }

        /// <summary>Without an address that a server has granted, a link-local one is due half a minute after the last one, whatever the state.</summary>
        private void AwaitLinkLocal()
        {
            linkLocalDue = linkLocalAfter == 0 ? TimerQueue.Never : withoutAddressSince + linkLocalAfter;
        }

        private void ReleaseLinkLocal()
        {
            if (claim.address != 0)
            {
                ipv4.Configure(0, 0, 0, false);
            }

            changed |= linkLocalTold;
            linkLocalTold = false;
        }
    }
}
