using System;

namespace Nano.Net.Services
{
    /// <summary>Settings of an <see cref="MdnsResponder"/>.</summary>
    public sealed class MdnsOptions
    {
        private const int MostServices = 8;

        /// <summary>The host's name without ".local": 1 to 63 letters, digits and hyphens; "nano" by default. Where another host has it, "nano-2" is used, and so on.</summary>
        public string HostName = "nano";

        /// <summary>The services to announce, 8 at most; null (the default) for none.</summary>
        public MdnsService[] Services;

        /// <summary>Seconds for which others may remember the host's address and where services are, 10 to 86,400; 120 by default (RFC 6762 section 10).</summary>
        public int HostTimeToLive = 120;

        /// <summary>Seconds for which others may remember which services there are, 10 to 86,400; 4,500 by default (RFC 6762 section 10).</summary>
        public int ServiceTimeToLive = 4500;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and what it may be.</exception>
        public void Validate()
        {
            if (!HostLabel.IsValid(HostName))
            {
                throw new ArgumentException("HostName must be 1 to 63 letters, digits and hyphens, without .local, not '" + HostName + "'");
            }

            Range.Check(HostTimeToLive, "HostTimeToLive", 10, 86400);
            Range.Check(ServiceTimeToLive, "ServiceTimeToLive", 10, 86400);
            Range.Check(Services == null ? 0 : Services.Length, "the number of Services", 0, MostServices);
            for (int i = 0; Services != null && i < Services.Length; i++)
            {
                if (Services[i] == null)
                {
                    throw new ArgumentException("Services must not hold null");
                }

                Services[i].Validate();
            }
        }
    }
}
