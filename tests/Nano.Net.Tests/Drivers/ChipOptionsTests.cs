using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>Both chips' drivers are told the same things by the same names, and refuse the same things in the same words.</summary>
    public class ChipOptionsTests
    {
        private static readonly byte[] Address = [2, 0, 0, 0, 0, 0x55];

        public static TheoryData<string> Chips => ["W5500", "ENC28J60"];

        [Theory]
        [MemberData(nameof(Chips))]
        public void ImpossibleOption_IsRefusedByNameRangeAndValue(string chip)
        {
            Refused("HardwareAddress must be 6 bytes and not a group address", chip, o => o.HardwareAddress = null);
            Refused("HardwareAddress must be 6 bytes and not a group address", chip, o => o.HardwareAddress = new byte[5]);
            Refused("HardwareAddress must be 6 bytes and not a group address", chip, o => o.HardwareAddress = new byte[7]);
            Refused("HardwareAddress must be 6 bytes and not a group address", chip, o => o.HardwareAddress = [3, 0, 0, 0, 0, 1]);
            Refused("PollInterval must be 1 to 1000, not 0", chip, o => o.PollInterval = 0);
            Refused("PollInterval must be 1 to 1000, not 1001", chip, o => o.PollInterval = 1001);
            Refused("CheckInterval must be 10 to 10000, not 9", chip, o => o.CheckInterval = 9);
            Refused("CheckInterval must be 10 to 10000, not 10001", chip, o => o.CheckInterval = 10001);
        }

        [Theory]
        [MemberData(nameof(Chips))]
        public void OptionsAtTheEndsOfTheirRanges_AreTaken(string chip)
        {
            ChipOptions options = Make(chip);
            options.PollInterval = 1;
            options.CheckInterval = 10;
            options.Validate();
            options.PollInterval = 1000;
            options.CheckInterval = 10000;
            options.Validate();
        }

        [Theory]
        [MemberData(nameof(Chips))]
        public void NoChip_IsOneClearLineOfTheConstructor(string chip)
        {
            var scheduler = new VirtualScheduler();
            string message = Assert.Throws<InvalidOperationException>(() => Open(chip, scheduler, o => { }, 0)).Message;
            Assert.StartsWith($"no {chip} answers: ", message);
            Assert.EndsWith(", not 0; check its power, wiring and chip select", message);
        }

        [Theory]
        [MemberData(nameof(Chips))]
        public void NoChip_IsALinkThatIsDown_WhereItIsNotWaitedFor(string chip)
        {
            var scheduler = new VirtualScheduler();
            ILinkDevice driver = Open(chip, scheduler, o => o.WaitForChip = false, 0);
            Assert.False(driver.IsLinkUp);
        }

        [Theory]
        [MemberData(nameof(Chips))]
        public void HardwareAddress_IsTheDriversOwn_WhateverBecomesOfTheArrays(string chip)
        {
            var scheduler = new VirtualScheduler();
            byte[] given = [.. Address];
            ILinkDevice driver = Open(chip, scheduler, o => o.HardwareAddress = given, null);
            given[5] = 1;
            driver.HardwareAddress[4] = 1;
            Assert.Equal(Address, driver.HardwareAddress);
        }

        private static void Refused(string message, string chip, Action<ChipOptions> spoil)
        {
            ChipOptions options = Make(chip);
            spoil(options);
            Assert.Equal(message, Assert.Throws<ArgumentException>(options.Validate).Message);
        }

        private static ChipOptions Make(string chip) =>
            chip == "W5500" ? new W5500Options { HardwareAddress = Address } : new Enc28j60Options { HardwareAddress = Address };

        private static ILinkDevice Open(string chip, VirtualScheduler scheduler, Action<ChipOptions> configure, byte? unplugged)
        {
            ChipOptions options = Make(chip);
            options.OwnTimer = false;
            options.Delay = milliseconds => scheduler.RunFor(TimeSpan.FromMilliseconds(milliseconds));
            configure(options);
            var wire = new VirtualWire(scheduler);
            if (chip == "W5500")
            {
                var w5500 = new W5500Model(wire.A, scheduler) { Unplugged = unplugged };
                return new W5500(w5500, w5500, w5500, (W5500Options)options);
            }

            var model = new Enc28j60Model(wire.A, scheduler) { Unplugged = unplugged };
            return new Enc28j60(model, model, model, (Enc28j60Options)options);
        }
    }
}
