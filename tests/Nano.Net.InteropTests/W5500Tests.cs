using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Net.InteropTests
{
    /// <summary>The kernel against this stack on a W5500.</summary>
    public sealed class W5500Tests : ChipTests
    {
        private W5500? driver;
        private W5500Model? chip;

        protected override ILinkDevice PutChipInFront(ILinkDevice tap)
        {
            chip = new W5500Model(tap, Scheduler);
            driver = new W5500(chip, chip, null, new W5500Options { HardwareAddress = tap.HardwareAddress });
            return driver;
        }

        protected override void CheckNeverBegunAnew()
        {
            Assert.Equal(0, driver!.Counters.ChipRestarts);
            Assert.Equal(0, driver.Counters.SocketReopens);
        }

        protected override void DisposeChip()
        {
            driver?.Dispose();
            chip?.Dispose();
        }
    }
}
