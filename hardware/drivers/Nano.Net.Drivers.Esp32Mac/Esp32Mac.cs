using System;
using System.Threading;
using Nano.Net.Link;

namespace Nano.Net.Drivers
{
    /// <summary>
    /// An ESP32's own MAC as a link device: Ethernet frames as they come from the wire or, from the Wi-Fi station, as the
    /// firmware converts them. Needs a firmware with the native half of this driver (hardware/firmware); no other loads
    /// this assembly.
    /// </summary>
    /// <remarks>
    /// The firmware's own network stack hears nothing of the MAC from the constructor to <see cref="Dispose"/>. There is one
    /// receive ring: a device that is made while another is open closes that one.
    /// </remarks>
    public sealed class Esp32Mac : ILinkDevice, IDisposable
    {
        private const int EthernetHeaderLength = 14;
        private const int HardwareAddressLength = 6;

        // Milliseconds from a wait that has thrown to the next.
        private const int FaultPause = 100;

        private readonly IMacController controller;
        private readonly byte[] hardwareAddress = new byte[HardwareAddressLength];
        private readonly int maximumTransmissionUnit;
        private readonly LinkCapabilities capabilities = new LinkCapabilities();
        private readonly int session;

        /// <summary>Takes over a MAC of the chip. On .NET, which has no native half, it is the other constructor that serves.</summary>
        /// <param name="options">Which, and what it is to be like.</param>
        /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
        /// <exception cref="InvalidOperationException">The firmware has not this MAC, or has not started it.</exception>
        public Esp32Mac(Esp32MacOptions options)
            : this(options, new NativeMac())
        {
        }

        /// <summary>Takes over a MAC behind any controller: a model, on a PC.</summary>
        /// <param name="options">As above.</param>
        /// <param name="controller">The native half or a model of it.</param>
        /// <exception cref="ArgumentException">As above.</exception>
        /// <exception cref="InvalidOperationException">As above.</exception>
        public Esp32Mac(Esp32MacOptions options, IMacController controller)
        {
            if (options == null)
            {
                throw new ArgumentNullException("options");
            }

            if (controller == null)
            {
                throw new ArgumentNullException("controller");
            }

            options.Validate();
            this.controller = controller;
            maximumTransmissionUnit = options.MaximumTransmissionUnit;
            capabilities.VerifiesChecksums = options.OffloadChecksums;
            capabilities.FillsChecksums = options.OffloadChecksums;
            session = controller.Open((int)options.Interface, EthernetHeaderLength + maximumTransmissionUnit, options.OffloadChecksums);
            if (session <= 0)
            {
                throw new InvalidOperationException("the firmware has no such MAC or has not started it; is its network interface configured?");
            }

            Check(controller.GetHardwareAddress(session, hardwareAddress));
            Thread waiter = new Thread(Run);
            waiter.Start();
        }

        /// <inheritdoc/>
        /// <remarks>Raised by a thread of the device, which then keeps quiet until <see cref="Receive"/> has found no more frames.</remarks>
        public event FrameAvailableHandler FrameAvailable;

        /// <inheritdoc/>
        public byte[] HardwareAddress
        {
            get { return hardwareAddress; }
        }

        /// <inheritdoc/>
        public int MaximumTransmissionUnit
        {
            get { return maximumTransmissionUnit; }
        }

        /// <inheritdoc/>
        /// <remarks>False once the device is closed.</remarks>
        public bool IsLinkUp
        {
            get { return controller.GetLinkState(session) == MacResult.Done; }
        }

        /// <inheritdoc/>
        public LinkCapabilities Capabilities
        {
            get { return capabilities; }
        }

        /// <inheritdoc/>
        /// <exception cref="ObjectDisposedException">The device is closed, or another was made since.</exception>
        /// <exception cref="ArgumentException">The room does not lie within the buffer.</exception>
        public int Receive(byte[] buffer, int offset, int capacity)
        {
            int result = controller.Receive(session, buffer, offset, capacity);
            if (result < 0)
            {
                Check(result);
            }

            return result;
        }

        /// <inheritdoc/>
        /// <remarks>With <see cref="LinkCapabilities.FillsChecksums"/>, the checksums are written into the buffer.</remarks>
        /// <exception cref="ObjectDisposedException">As above.</exception>
        /// <exception cref="ArgumentException">The frame does not lie within the buffer, has no Ethernet header, or is too long for the MTU.</exception>
        public bool Send(byte[] buffer, int offset, int length)
        {
            int result = controller.Send(session, buffer, offset, length);
            if (result < 0)
            {
                Check(result);
            }

            return result != MacResult.None;
        }

        /// <summary>Reads a counter of the native half. All of them run on from one device to the next.</summary>
        /// <param name="counter">Which.</param>
        /// <returns>Its value, which wraps round after 2,147,483,647.</returns>
        /// <exception cref="ArgumentException">There is no such counter.</exception>
        public int ReadCounter(MacCounter counter)
        {
            int result = controller.ReadCounter((int)counter);
            Check(result);
            return result;
        }

        /// <summary>Gives the MAC back to the firmware's network stack.</summary>
        public void Dispose()
        {
            controller.Close(session);
        }

        private static void Check(int result)
        {
            if (result == MacResult.Closed)
            {
                throw new ObjectDisposedException("Esp32Mac");
            }

            if (result < 0)
            {
                throw new ArgumentException("the native half refuses an argument: outside the buffer, or beyond the MTU");
            }
        }

        private void Run()
        {
            int result;
            while ((result = Wait()) >= 0)
            {
                FrameAvailableHandler handler = FrameAvailable;
                if (result > 0 && handler != null)
                {
                    handler();
                }
            }
        }

        // A thread that died of an exception would take the program along. Whoever receives meets it, too, and tells of it.
        private int Wait()
        {
            try
            {
                return controller.Wait(session, Timeout.Infinite);
            }
            catch (Exception)
            {
                Thread.Sleep(FaultPause);
                return 1;
            }
        }
    }
}
