using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Net.InteropTests
{
    /// <summary>The kernel against this stack on an ENC28J60.</summary>
    public sealed class Enc28j60Tests : ChipTests
    {
        private Enc28j60? driver;
        private Enc28j60Model? chip;

        protected override ILinkDevice PutChipInFront(ILinkDevice tap)
        {
            chip = new Enc28j60Model(tap, Scheduler);
            driver = new Enc28j60(chip, chip, null, new Enc28j60Options { HardwareAddress = tap.HardwareAddress });
            return driver;
        }

        protected override void CheckNeverBegunAnew()
        {
            Assert.Equal(0, driver!.Counters.ChipRestarts);
            Assert.Equal(0, driver.Counters.RingErrors);
        }

        protected override void DisposeChip()
        {
            driver?.Dispose();
            chip?.Dispose();
        }
    }
}
