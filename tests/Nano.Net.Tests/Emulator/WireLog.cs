using Nano.Emulator;

namespace Nano.Net.Tests.Emulator
{
    /// <summary>Writes down what happens on a wire, one line an event.</summary>
    internal sealed class WireLog : IWireObserver
    {
        public List<string> Lines { get; } = [];

        public void FrameSent(long microseconds, WirePort port, WireFrame frame) =>
            Lines.Add($"{microseconds} {port} sent #{frame.Number} {Convert.ToHexString(frame.Bytes)}");

        public void FrameDelivered(long microseconds, WirePort port, WireFrame frame) =>
            Lines.Add($"{microseconds} {port} got #{frame.Number} of {frame.Sender} from {frame.SentAt} {Convert.ToHexString(frame.Bytes)}");

        public void FrameLost(long microseconds, WirePort port, WireFrame frame, FrameLossReason reason) =>
            Lines.Add($"{microseconds} {port} lost #{frame.Number} {reason}");
    }
}
