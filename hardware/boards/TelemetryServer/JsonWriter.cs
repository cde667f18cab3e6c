using System.IO;

namespace Nano.Boards
{
    /// <summary>Writes a JSON document (RFC 8259) of objects and whole numbers to a stream, through a buffer.</summary>
    public sealed class JsonWriter
    {
        private readonly Stream stream;
        private readonly byte[] buffer;
        private int length;
        private bool needsComma;

        /// <summary>Begins a document.</summary>
        /// <param name="stream">Where it goes.</param>
        /// <param name="buffer">Holds what is not written yet.</param>
        public JsonWriter(Stream stream, byte[] buffer)
        {
            this.stream = stream;
            this.buffer = buffer;
        }

        /// <summary>Begins the outermost object.</summary>
        public void BeginObject()
        {
            Append('{');
            needsComma = false;
        }

        /// <summary>Begins an object that is a member of the one around it.</summary>
        /// <param name="name">The member's name.</param>
        public void BeginObject(string name)
        {
            Begin(name);
            BeginObject();
        }

        /// <summary>Ends an object.</summary>
        public void EndObject()
        {
            Append('}');
            needsComma = true;
        }

        /// <summary>Adds a member to an object.</summary>
        /// <param name="name">The member's name.</param>
        /// <param name="value">Its value.</param>
        public void Number(string name, long value)
        {
            Begin(name);
            Append(value.ToString());
        }

        /// <summary>Ends the document with the end of a line, and hands on all of it.</summary>
        public void EndDocument()
        {
            Append('\n');
            Flush();
        }

        // Names are identifiers, in which nothing is to be escaped; their first letter becomes a small one, as is usual in JSON.
        private void Begin(string name)
        {
            if (needsComma)
            {
                Append(',');
            }

            needsComma = true;
            Append('"');
            Append((char)(name[0] | ' '));
            Append(name.Substring(1));
            Append('"');
            Append(':');
        }

        private void Append(string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                Append(text[i]);
            }
        }

        private void Append(char character)
        {
            if (length == buffer.Length)
            {
                Flush();
            }

            buffer[length++] = (byte)character;
        }

        private void Flush()
        {
            stream.Write(buffer, 0, length);
            length = 0;
        }
    }
}
