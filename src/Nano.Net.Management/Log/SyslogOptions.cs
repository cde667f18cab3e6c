using System;

namespace Nano.Net.Management
{
    /// <summary>Settings of a <see cref="SyslogClient"/>.</summary>
    /// <remarks>Fields, because properties would cost the device flash for nothing.</remarks>
    public sealed class SyslogOptions
    {
        /// <summary>Where the lines go; null (the default) for nowhere before <see cref="SyslogClient.Server"/> is set.</summary>
        public IPAddress Server;

        /// <summary>The port there, 1 to 65,535; 514 by default (RFC 5426 section 3.3).</summary>
        public int Port = 514;

        /// <summary>What the device is called, 1 to 64 visible characters of ASCII (RFC 5424 section 6.2.4); "nano" by default.</summary>
        public string HostName = "nano";

        /// <summary>What the program is called, 1 to 48 visible characters of ASCII (RFC 5424 section 6.2.5); "nano" by default.</summary>
        public string Application = "nano";

        /// <summary>What kind of program it is, 0 to 23 (RFC 5424 section 6.2.1); 3, a system daemon, by default.</summary>
        public int Facility = 3;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and its range.</exception>
        public void Validate()
        {
            Range.Check(Port, "Port", 1, 65535);
            Range.Check(Facility, "Facility", 0, 23);
            CheckName(HostName, "HostName", 64);
            CheckName(Application, "Application", 48);
        }

        private static void CheckName(string name, string option, int most)
        {
            bool isName = name != null && name.Length > 0 && name.Length <= most;
            for (int i = 0; isName && i < name.Length; i++)
            {
                isName = name[i] > ' ' && name[i] < 0x7F;
            }

            if (!isName)
            {
                throw new ArgumentException(option + " must be of 1 to " + most.ToString() + " visible characters of ASCII");
            }
        }
    }
}
