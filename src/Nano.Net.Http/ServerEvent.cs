using System;

namespace Nano.Net.Http
{
    /// <summary>One event in the format of server-sent events (WHATWG HTML section 9.2.5): its data, then its id and name. Data are one line.</summary>
    public sealed class ServerEvent : Utf8Writer
    {
        // Bytes of the longest name, and of all that is not data: field names, line breaks, and an id of 20 digits.
        private const int LongestName = 40;
        private const int Overhead = LongestName + 44;
        private const string DataField = "data: ";

        /// <summary>The <see cref="Id"/> of an event without one.</summary>
        public const long NoId = -1;

        private string name;
        private bool overflow;

        internal ServerEvent(int size)
            : base(size + Overhead)
        {
        }

        /// <summary>Its id, 0 or more: greater than that of the event before; <see cref="NoId"/> for an event that cannot be asked for again.</summary>
        public long Id { get; set; }

        /// <summary>Its name, at most 40 characters of ASCII; null (or message) for one without.</summary>
        /// <exception cref="ArgumentException">It is longer, or has a line break.</exception>
        public string Name
        {
            get
            {
                return name;
            }

            set
            {
                if (value != null && (value.Length > LongestName || value.IndexOf('\n') >= 0 || value.IndexOf('\r') >= 0))
                {
                    throw new ArgumentException("the name of an event has at most 40 characters and no line break");
                }

                name = value;
            }
        }

        /// <summary>Bytes of data that can still be written.</summary>
        public int Room
        {
            get { return limit - length; }
        }

        internal void Begin()
        {
            Id = 0;
            name = null;
            overflow = false;
            limit = buffer.Length - Overhead + DataField.Length;
            length = 0;
            Write(DataField);
        }

        /// <summary>Writes what follows the data.</summary>
        /// <returns>False where the data were too long.</returns>
        internal bool End()
        {
            byte[] bytes = buffer;
            for (int i = DataField.Length; i < length; i++)
            {
                if (bytes[i] == Ascii.LineFeed || bytes[i] == Ascii.CarriageReturn)
                {
                    throw new ArgumentException("the data of an event are one line, without a line break");
                }
            }

            limit = bytes.Length;
            if (Id != NoId)
            {
                Write("\nid: ");
                Write(Id);
            }

            if (name != null)
            {
                Write("\nevent: ");
                Write(name);
            }

            Write("\n\n");
            return !overflow;
        }

        internal override bool MakeRoom(int count)
        {
            overflow = true;
            return false;
        }
    }
}
