namespace Nano.Net.Http
{
    /// <summary>A host and perhaps a port, as a Host field or an absolute target has them (RFC 9110 section 7.2, RFC 3986 section 3.2).</summary>
    internal static class Authority
    {
        private const int Groups = 8;

        /// <summary>What bytes are that are no host and port.</summary>
        internal const int NotValid = -1;

        /// <summary>Reads a host, and perhaps a colon and a port; none at all is allowed, too.</summary>
        /// <param name="b">The buffer.</param>
        /// <param name="start">Index of the first byte.</param>
        /// <param name="end">Index behind the last.</param>
        /// <returns>Bytes of the host, without the port; <see cref="NotValid"/> where it is none.</returns>
        /// <remarks>
        /// An IPv6 address stands in brackets, perhaps with its zone behind "%25" (RFC 6874 section 2). Addresses of versions to
        /// come, and names with other characters than hosts have, are refused.
        /// </remarks>
        internal static int HostLength(byte[] b, int start, int end)
        {
            int i = start;
            if (start < end && b[start] == '[')
            {
                i = EndOfAddress(b, start + 1, end);
                if (i < end && b[i] == '%')
                {
                    i = EndOfZone(b, i, end);
                }

                if (i == end || b[i] != ']')
                {
                    return NotValid;
                }

                i++;
            }
            else
            {
                i = EndOfName(b, start, end);
                if (i == start)
                {
                    return start == end ? 0 : NotValid;
                }
            }

            int length = i - start;

            if (i < end && b[i] == ':')
            {
                i++;
                while (i < end && Ascii.IsDigit(b[i]))
                {
                    i++;
                }
            }

            return i == end ? length : NotValid;
        }

        // Behind the characters of a name or an IPv4 address.
        private static int EndOfName(byte[] b, int i, int end)
        {
            while (i < end && (IsUnreserved(b[i]) || IsEscape(b, i, end)))
            {
                i += b[i] == '%' ? 3 : 1;
            }

            return i;
        }

        // Behind "%25" and a zone that is not empty; the end where there is none.
        private static int EndOfZone(byte[] b, int i, int end)
        {
            int zone = i + 3;
            if (zone >= end || b[i + 1] != '2' || b[i + 2] != '5')
            {
                return end;
            }

            i = EndOfName(b, zone, end);
            return i == zone ? end : i;
        }

        // Behind an IPv6 address (RFC 3986 section 3.2.2); the end where there is none.
        private static int EndOfAddress(byte[] b, int i, int end)
        {
            int groups = 0;
            bool isShortened = false;
            if (i + 1 < end && b[i] == ':' && b[i + 1] == ':')
            {
                isShortened = true;
                i += 2;
            }

            while (groups < Groups && i < end && Ascii.HexDigit(b[i]) >= 0)
            {
                int group = i;
                while (i < end && i - group < 4 && Ascii.HexDigit(b[i]) >= 0)
                {
                    i++;
                }

                if (i < end && b[i] == '.')
                {
                    // The last two groups as an IPv4 address.
                    i = EndOfIpv4(b, group, end);
                    groups += 2;
                    break;
                }

                groups++;
                if (i + 1 >= end || b[i] != ':')
                {
                    break;
                }

                if (b[i + 1] == ':')
                {
                    if (isShortened)
                    {
                        return end;
                    }

                    isShortened = true;
                    i += 2;
                }
                else if (groups < Groups && Ascii.HexDigit(b[i + 1]) >= 0)
                {
                    i++;
                }
                else
                {
                    return end;
                }
            }

            // "::" stands for one group at least.
            return (isShortened ? groups < Groups : groups == Groups) ? i : end;
        }

        // Behind four numbers of 0 to 255 with dots between them; the end where there are none.
        private static int EndOfIpv4(byte[] b, int i, int end)
        {
            for (int numbers = 1; numbers <= 4; numbers++)
            {
                int value = 0;
                int first = i;
                while (i < end && i - first < 3 && Ascii.IsDigit(b[i]))
                {
                    value = (10 * value) + b[i] - '0';
                    i++;
                }

                if (i == first || value > 255 || (i - first > 1 && b[first] == '0'))
                {
                    return end;
                }

                if (numbers < 4)
                {
                    if (i == end || b[i] != '.')
                    {
                        return end;
                    }

                    i++;
                }
            }

            return i;
        }

        private static bool IsUnreserved(int c)
        {
            int lower = c | 0x20;
            return (lower >= 'a' && lower <= 'z') || Ascii.IsDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
        }

        private static bool IsEscape(byte[] b, int i, int end)
        {
            return i + 2 < end && b[i] == '%' && Ascii.HexByte(b, i + 1) >= 0;
        }
    }
}
