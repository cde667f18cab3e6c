namespace Nano.Net.Link
{
    /// <summary>Called by a link device when a frame may be waiting, from any thread.</summary>
    public delegate void FrameAvailableHandler();

    /// <summary>
    /// What the stack needs of a network interface: frames in, frames out. An implementation knows its chip or its
    /// wire and nothing of IP.
    /// </summary>
    /// <remarks>
    /// <para>The stack calls <see cref="Receive"/> and <see cref="Send"/> from one thread at a time and never keeps the
    /// arrays busy across calls; neither method may block, nor allocate.</para>
    /// <para>A device may implement <see cref="IMulticastFilter"/> and <see cref="ILinkEvents"/> besides. What stands in front of
    /// another device derives from <see cref="LinkFilter"/>.</para>
    /// </remarks>
    /// <example>
    /// A whole driver. That of a chip looks the same, but for the chip: its <c>Send</c> writes to the chip and its <c>Receive</c>
    /// reads from it, and it raises the events where the chip's interrupt line or a timer tells it to look.
    /// <code><![CDATA[
    /// /// <summary>One end of a cable in memory: what is sent here arrives at the other end.</summary>
    /// public sealed class MemoryLink : ILinkDevice, ILinkEvents
    /// {
    ///     private const int Mtu = 1500;
    ///     private const int LongestFrame = 14 + Mtu;
    ///     private const int Slots = 4;
    ///
    ///     // Frames that have arrived, in a ring. All memory is taken here: neither Receive nor Send allocates.
    ///     private readonly byte[][] frames = new byte[Slots][];
    ///     private readonly int[] lengths = new int[Slots];
    ///     private readonly object sync = new object();
    ///     private readonly byte[] hardwareAddress;
    ///     private MemoryLink other;
    ///     private int first;
    ///     private int count;
    ///
    ///     public MemoryLink(byte[] hardwareAddress)
    ///     {
    ///         this.hardwareAddress = (byte[])hardwareAddress.Clone();
    ///         Capabilities = new LinkCapabilities();
    ///         for (int i = 0; i < Slots; i++)
    ///         {
    ///             frames[i] = new byte[LongestFrame];
    ///         }
    ///     }
    ///
    ///     public event FrameAvailableHandler FrameAvailable;
    ///
    ///     public event LinkChangedHandler LinkChanged;
    ///
    ///     public byte[] HardwareAddress
    ///     {
    ///         get { return (byte[])hardwareAddress.Clone(); }
    ///     }
    ///
    ///     public int MaximumTransmissionUnit
    ///     {
    ///         get { return Mtu; }
    ///     }
    ///
    ///     // The driver of a chip remembers what the chip has said last. This is asked often, and must cost nothing.
    ///     public bool IsLinkUp
    ///     {
    ///         get { return other != null; }
    ///     }
    ///
    ///     public bool RaisesLinkChanged
    ///     {
    ///         get { return true; }
    ///     }
    ///
    ///     // Ethernet, no room in front of frames, no checksums done for the stack: the defaults.
    ///     public LinkCapabilities Capabilities { get; private set; }
    ///
    ///     public long FramesDropped { get; private set; }
    ///
    ///     public static void Connect(MemoryLink a, MemoryLink b)
    ///     {
    ///         a.SetOther(b);
    ///         b.SetOther(a);
    ///     }
    ///
    ///     public void Disconnect()
    ///     {
    ///         other.SetOther(null);
    ///         SetOther(null);
    ///     }
    ///
    ///     public int Receive(byte[] buffer, int offset, int capacity)
    ///     {
    ///         lock (sync)
    ///         {
    ///             while (count > 0)
    ///             {
    ///                 byte[] frame = frames[first];
    ///                 int length = lengths[first];
    ///                 first = (first + 1) % Slots;
    ///                 count--;
    ///                 if (length <= capacity)
    ///                 {
    ///                     Array.Copy(frame, 0, buffer, offset, length);
    ///                     return length;
    ///                 }
    ///
    ///                 FramesDropped++;
    ///             }
    ///
    ///             return 0;
    ///         }
    ///     }
    ///
    ///     // A frame is taken whole or not at all, and the call returns at once. What is too long will never fit: it is dropped,
    ///     // and true says that the stack need not come again.
    ///     public bool Send(byte[] buffer, int offset, int length)
    ///     {
    ///         if (length > LongestFrame)
    ///         {
    ///             FramesDropped++;
    ///             return true;
    ///         }
    ///
    ///         MemoryLink to = other;
    ///         return to != null && to.Take(buffer, offset, length);
    ///     }
    ///
    ///     // On the thread of the other end, as an interrupt comes on another thread.
    ///     private bool Take(byte[] buffer, int offset, int length)
    ///     {
    ///         lock (sync)
    ///         {
    ///             if (count == Slots)
    ///             {
    ///                 return false;
    ///             }
    ///
    ///             int slot = (first + count) % Slots;
    ///             Array.Copy(buffer, offset, frames[slot], 0, length);
    ///             lengths[slot] = length;
    ///             count++;
    ///         }
    ///
    ///         // Outside the lock: the handler belongs to somebody else.
    ///         FrameAvailableHandler handler = FrameAvailable;
    ///         if (handler != null)
    ///         {
    ///             handler();
    ///         }
    ///
    ///         return true;
    ///     }
    ///
    ///     private void SetOther(MemoryLink value)
    ///     {
    ///         other = value;
    ///         LinkChangedHandler handler = LinkChanged;
    ///         if (handler != null)
    ///         {
    ///             handler();
    ///         }
    ///     }
    /// }
    /// ]]></code>
    /// </example>
    public interface ILinkDevice
    {
        /// <summary>The hardware (MAC) address, 6 bytes; of no meaning where the medium is <see cref="LinkMedium.Ip"/>. Read once.</summary>
        byte[] HardwareAddress { get; }

        /// <summary>The largest IP packet that a frame carries, in bytes (1,500 on Ethernet); 68 to 65,535 (RFC 791). Read once.</summary>
        int MaximumTransmissionUnit { get; }

        /// <summary>Whether the link is up: a cable is plugged in, an access point is joined.</summary>
        bool IsLinkUp { get; }

        /// <summary>What the device does for the stack and what it asks of it. Read once.</summary>
        LinkCapabilities Capabilities { get; }

        /// <summary>Raised when a frame may be waiting to be received, from any thread, an interrupt's included. A hint: it may come late or too often.</summary>
        event FrameAvailableHandler FrameAvailable;

        /// <summary>Takes the next received frame.</summary>
        /// <param name="buffer">Where to put it. <see cref="LinkCapabilities.Headroom"/> bytes in front of <paramref name="offset"/> are free for the device to use.</param>
        /// <param name="offset">Index of the frame's first byte.</param>
        /// <param name="capacity">Room for the frame, in bytes. A longer frame is dropped and counted by the device.</param>
        /// <returns>The frame's length in bytes, without the frame check sequence; 0 where no frame waits.</returns>
        int Receive(byte[] buffer, int offset, int capacity);

        /// <summary>Sends a frame; the device has taken (copied or transmitted) it when the call returns.</summary>
        /// <param name="buffer">The frame. <see cref="LinkCapabilities.Headroom"/> bytes in front of <paramref name="offset"/> are free for the device's own header.</param>
        /// <param name="offset">Index of the frame's first byte.</param>
        /// <param name="length">Its length in bytes, without the frame check sequence. The device pads what is too short for its medium.</param>
        /// <returns>False where the device has no room at the moment: the frame was not taken, and the stack tries again later.</returns>
        bool Send(byte[] buffer, int offset, int length);
    }
}
