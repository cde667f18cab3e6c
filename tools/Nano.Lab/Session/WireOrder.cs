using Nano.Emulator;

namespace Nano.Workbench
{
    /// <summary>What is to become of the next frames of one kind that a host sends.</summary>
    internal sealed class WireOrder(string kind, int count, WireVerdict verdict)
    {
        /// <summary>The kinds of segments that can be chosen.</summary>
        public static readonly string[] Kinds = ["any", "syn", "synack", "ack", "data", "fin", "rst"];

        /// <summary>How many frames are still to be chosen.</summary>
        public int Left { get; private set; } = count;

        /// <summary>Looks at a segment.</summary>
        /// <returns>What becomes of it; null where it is not of the kind.</returns>
        public WireVerdict? Judge(ObservedTcp segment)
        {
            if (Left == 0 || !IsOfKind(segment))
            {
                return null;
            }

            Left--;
            return verdict;
        }

        private bool IsOfKind(ObservedTcp segment) => kind switch
        {
            "syn" => segment.IsSyn && !segment.IsAck,
            "synack" => segment.IsSyn && segment.IsAck,
            "fin" => segment.IsFin,
            "rst" => segment.IsReset,
            "data" => segment.DataLength > 0,
            "ack" => segment.IsAck && segment.DataLength == 0 && !segment.IsSyn && !segment.IsFin && !segment.IsReset,
            _ => true,
        };
    }
}
