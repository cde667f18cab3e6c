using Nano.Net.Drivers;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>An interrupt line on a pin whose edges are all missed; its level is right.</summary>
    internal sealed class DeafLine(IInterruptLine line) : IInterruptLine
    {
        public event InterruptHandler? Asserted
        {
            add { }
            remove { }
        }

        public bool IsAsserted => line.IsAsserted;
    }
}
