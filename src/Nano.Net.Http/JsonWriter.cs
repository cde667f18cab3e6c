using System;

namespace Nano.Net.Http
{
    /// <summary>
    /// Writes JSON (RFC 8259) into a response or an event, and sees to commas and quotes. Make one and use it for every
    /// response: it holds nothing but where it is.
    /// </summary>
    public sealed class JsonWriter
    {
        private Utf8Writer writer;

        // Something stands before in the same object or array, one bit a level; and a name waits for its value.
        private uint filled;
        private int depth;
        private bool named;

        /// <summary>Begins anew.</summary>
        /// <param name="output">Where to write.</param>
        /// <returns>This.</returns>
        public JsonWriter To(Utf8Writer output)
        {
            writer = output;
            filled = 0;
            depth = 0;
            named = false;
            return this;
        }

        /// <summary>Begins an object: {</summary>
        public void BeginObject()
        {
            Begin((byte)'{');
        }

        /// <summary>Ends an object: }</summary>
        public void EndObject()
        {
            End((byte)'}');
        }

        /// <summary>Begins an array: [</summary>
        public void BeginArray()
        {
            Begin((byte)'[');
        }

        /// <summary>Ends an array: ]</summary>
        public void EndArray()
        {
            End((byte)']');
        }

        /// <summary>Writes the name of the value that follows.</summary>
        /// <param name="name">The name.</param>
        public void Name(string name)
        {
            Separate();
            writer.WriteJson(name);
            writer.WriteByte((byte)':');
            named = true;
        }

        /// <summary>Writes a string.</summary>
        /// <param name="value">The string; null for null.</param>
        public void Value(string value)
        {
            Separate();
            writer.WriteJson(value);
        }

        /// <summary>Writes a number.</summary>
        /// <param name="value">The number.</param>
        public void Value(int value)
        {
            Separate();
            writer.Write(value);
        }

        /// <summary>Writes a number.</summary>
        /// <param name="value">The number.</param>
        public void Value(long value)
        {
            Separate();
            writer.Write(value);
        }

        /// <summary>Writes a number with a point, rounded; null for what JSON has no number for.</summary>
        /// <param name="value">The number.</param>
        /// <param name="decimals">Digits behind the point, 0 to 9.</param>
        public void Value(double value, int decimals)
        {
            Separate();
            if (double.IsNaN(value) || value > 1e9 * 1e9 || value < -1e9 * 1e9)
            {
                writer.Write("null");
            }
            else
            {
                writer.Write(value, value > 1e9 || value < -1e9 ? 0 : decimals);
            }
        }

        /// <summary>Writes true or false.</summary>
        /// <param name="value">Which.</param>
        public void Value(bool value)
        {
            Separate();
            writer.Write(value ? "true" : "false");
        }

        /// <summary>Writes null.</summary>
        public void Null()
        {
            Separate();
            writer.Write("null");
        }

        private void Begin(byte bracket)
        {
            if (depth == 31)
            {
                throw new InvalidOperationException("JSON nested deeper than 31 levels");
            }

            Separate();
            writer.WriteByte(bracket);
            depth++;
            filled &= ~(1u << depth);
        }

        private void End(byte bracket)
        {
            if (depth == 0)
            {
                throw new InvalidOperationException("no object or array is open");
            }

            depth--;
            writer.WriteByte(bracket);
        }

        private void Separate()
        {
            if (named)
            {
                named = false;
                return;
            }

            uint bit = 1u << depth;
            if (depth > 0 && (filled & bit) != 0)
            {
                writer.WriteByte((byte)',');
            }

            filled |= bit;
        }
    }
}
