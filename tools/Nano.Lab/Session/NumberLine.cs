using Nano.Emulator;

namespace Nano.Workbench
{
    /// <summary>The numbers of one direction of a conversation, as they are seen on the wire: shown from its initial one, and told apart into new and sent again.</summary>
    internal sealed class NumberLine
    {
        private bool isKnown;
        private uint next;

        /// <summary>The initial sequence number.</summary>
        public uint Base { get; private set; }

        /// <summary>The shift count that its SYN offered; -1 for none.</summary>
        public int Scale { get; private set; } = -1;

        /// <summary>A number as it is shown: from the initial one.</summary>
        public uint Relative(uint number) => isKnown ? number - Base : number;

        /// <summary>Takes a segment of this direction.</summary>
        /// <returns>Whether what it carries was sent before.</returns>
        public bool Add(ObservedTcp segment)
        {
            if (segment.IsSyn && !(isKnown && segment.Sequence == Base))
            {
                isKnown = true;
                Base = segment.Sequence;
                next = Base;
                Scale = segment.ReadScale();
            }
            else if (!isKnown)
            {
                isKnown = true;
                Base = segment.Sequence - 1;
                next = segment.Sequence;
            }

            uint end = segment.Sequence + (uint)segment.DataLength + (segment.IsSyn ? 1u : 0) + (segment.IsFin ? 1u : 0);
            bool isAgain = end != segment.Sequence && (int)(segment.Sequence - next) < 0 && !segment.IsReset;
            if ((int)(end - next) > 0 && !segment.IsReset)
            {
                next = end;
            }

            return isAgain;
        }
    }
}
