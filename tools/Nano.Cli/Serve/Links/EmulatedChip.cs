using Nano.Emulator;
using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Cli
{
    /// <summary>An Ethernet chip on SPI, as a board has it, that can stand between the stack and a TAP interface: its driver on its model.</summary>
    /// <param name="Driver">What the stack is put on.</param>
    /// <param name="Model">The chip.</param>
    /// <param name="Counters">What the driver counts.</param>
    internal sealed record EmulatedChip(ILinkDevice Driver, ChipModel Model, object Counters)
    {
        /// <summary>The chips there are.</summary>
        public static IReadOnlyList<string> Names { get; } = ["w5500", "enc28j60"];

        /// <summary>Connects a chip to a wire and sets it up.</summary>
        /// <param name="name">One of <see cref="Names"/>.</param>
        /// <param name="wire">Its Ethernet side, whose hardware address it takes.</param>
        /// <param name="scheduler">Whose clock it runs by.</param>
        public static EmulatedChip Connect(string name, ILinkDevice wire, Scheduler scheduler)
        {
            switch (name)
            {
                case "w5500":
                    var w5500Model = new W5500Model(wire, scheduler);
                    var w5500 = new W5500(w5500Model, w5500Model, w5500Model, new W5500Options { HardwareAddress = wire.HardwareAddress });
                    return new EmulatedChip(w5500, w5500Model, w5500.Counters);

                case "enc28j60":
                    var model = new Enc28j60Model(wire, scheduler);
                    var driver = new Enc28j60(model, model, model, new Enc28j60Options { HardwareAddress = wire.HardwareAddress });
                    return new EmulatedChip(driver, model, driver.Counters);

                default:
                    throw new ArgumentException($"no chip is called {name}", nameof(name));
            }
        }
    }
}
