using System;

namespace Nano.Net.Drivers
{
    /// <summary>Settings of a <see cref="W5500"/>.</summary>
    public sealed class W5500Options : ChipOptions
    {
        /// <summary>How the PHY agrees with the other end of the cable; by negotiation, unless said otherwise.</summary>
        public W5500LinkMode LinkMode = W5500LinkMode.AutoNegotiation;

        /// <summary>Makes the defaults: ticks every 5 ms, checks every 500.</summary>
        public W5500Options()
            : base(5, 500)
        {
        }

        /// <inheritdoc/>
        public override void Validate()
        {
            base.Validate();
            if (LinkMode < W5500LinkMode.AutoNegotiation || LinkMode > W5500LinkMode.Half10)
            {
                throw new ArgumentException("LinkMode must be one of the names of W5500LinkMode, not " + ((int)LinkMode).ToString());
            }
        }
    }
}
