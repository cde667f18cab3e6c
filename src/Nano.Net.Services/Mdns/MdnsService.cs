using System;

namespace Nano.Net.Services
{
    /// <summary>A service of this host that others can find (DNS-SD, RFC 6763).</summary>
    public sealed class MdnsService
    {
        private const int MostText = 400;

        /// <summary>Its type and transport: "_http._tcp" (the default), for example, with a name of 1 to 15 letters, digits and hyphens (RFC 6763 section 7).</summary>
        public string Type = "_http._tcp";

        /// <summary>Its port, 1 to 65,535; 80 by default.</summary>
        public int Port = 80;

        /// <summary>What people read when they choose between services, 1 to 63 bytes of UTF-8; null (the default) for the host's name.</summary>
        public string InstanceName;

        /// <summary>What more there is to know, "path=/status" for example: entries of 1 to 255 bytes of UTF-8, together 400 at most with a byte more for each; null (the default) for nothing (RFC 6763 section 6).</summary>
        public string[] Text;

        /// <summary>Checks every option.</summary>
        /// <exception cref="ArgumentException">An option is impossible; the message names it and what it may be.</exception>
        public void Validate()
        {
            Range.Check(Port, "Port", 1, 65535);
            if (!IsType(Type))
            {
                throw new ArgumentException("Type must be like _http._tcp or _sip._udp, with a name of 1 to 15 letters, digits and hyphens, not '" + Type + "'");
            }

            if (InstanceName != null)
            {
                int length = System.Text.Encoding.UTF8.GetBytes(InstanceName).Length;
                if (length < 1 || length > 63)
                {
                    throw new ArgumentException("InstanceName must be 1 to 63 bytes long, not " + length.ToString());
                }
            }

            int total = 0;
            for (int i = 0; Text != null && i < Text.Length; i++)
            {
                int length = Text[i] == null ? 0 : System.Text.Encoding.UTF8.GetBytes(Text[i]).Length;
                total += length + 1;
                if (length < 1 || length > 255 || total > MostText)
                {
                    throw new ArgumentException("Text must have entries of 1 to 255 bytes, together with their lengths 400 at most");
                }
            }
        }

        /// <summary>The data of the TXT record; without entries, one that is empty (RFC 6763 section 6.1).</summary>
        internal byte[] TextData()
        {
            if (Text == null || Text.Length == 0)
            {
                return new byte[1];
            }

            int length = 0;
            for (int i = 0; i < Text.Length; i++)
            {
                length += System.Text.Encoding.UTF8.GetBytes(Text[i]).Length + 1;
            }

            byte[] data = new byte[length];
            int at = 0;
            for (int i = 0; i < Text.Length; i++)
            {
                byte[] entry = System.Text.Encoding.UTF8.GetBytes(Text[i]);
                data[at] = (byte)entry.Length;
                Array.Copy(entry, 0, data, at + 1, entry.Length);
                at += entry.Length + 1;
            }

            return data;
        }

        private static bool IsType(string type)
        {
            int dot = type == null ? -1 : type.IndexOf('.');
            if (dot < 2 || dot > 16 || type[0] != '_')
            {
                return false;
            }

            string transport = type.Substring(dot);
            if (transport != "._tcp" && transport != "._udp")
            {
                return false;
            }

            return HostLabel.IsValid(type.Substring(1, dot - 1));
        }
    }
}
