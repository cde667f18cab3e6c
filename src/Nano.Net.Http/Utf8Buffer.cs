namespace Nano.Net.Http
{
    /// <summary>Text of a bounded length, to be sent wherever its bytes are wanted. What does not fit is left out, and said so.</summary>
    public sealed class Utf8Buffer : Utf8Writer
    {
        /// <summary>Makes an empty one.</summary>
        /// <param name="size">Bytes that it has room for.</param>
        public Utf8Buffer(int size)
            : base(size)
        {
        }

        /// <summary>The array that holds the text, from its start.</summary>
        public byte[] Bytes
        {
            get { return buffer; }
        }

        /// <summary>Bytes written.</summary>
        public int Length
        {
            get { return length; }
        }

        /// <summary>Whether something did not fit since <see cref="Clear"/>.</summary>
        public bool IsCut { get; private set; }

        /// <summary>Begins anew.</summary>
        public void Clear()
        {
            length = 0;
            IsCut = false;
        }

        internal override bool MakeRoom(int count)
        {
            IsCut = true;
            return false;
        }
    }
}
