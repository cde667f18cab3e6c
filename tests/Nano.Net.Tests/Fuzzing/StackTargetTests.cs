using Nano.Fuzzing;

namespace Nano.Net.Tests.Fuzzing
{
    public class StackTargetTests
    {
        /// <summary>A frame that waits for a hardware address leaves later, when the window that it was made for may be closed again.</summary>
        [Fact]
        public void WindowOfThePeer_IsNotedAtOnce_AndNotOnlyWhenDataLeave()
        {
            var target = new StackTarget("stack", _ => { });

            target.Apply(new SegmentStep { Flow = StackTarget.Idle, Window = 20_000 });
            target.Apply(new SegmentStep { Flow = StackTarget.Idle, Window = 0 });

            Assert.Equal(20_000, target.RoomOf(StackTarget.Idle));
        }
    }
}
