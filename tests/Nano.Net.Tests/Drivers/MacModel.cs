using Nano.Net.Drivers;
using Nano.Net.Link;

namespace Nano.Net.Tests.Drivers;

/// <summary>The native half of the ESP32 MAC driver as IMacController describes it, over any link device.</summary>
internal sealed class MacModel : IMacController
{
    private readonly ILinkDevice wire;
    private readonly AutoResetEvent signal = new(false);
    private volatile bool armed;
    private volatile bool pending;
    private volatile bool isOpen;
    private int session;
    private int frameLimit;

    public MacModel(ILinkDevice wire)
    {
        this.wire = wire;
        wire.FrameAvailable += OnFrame;
    }

    /// <summary>Which MAC the firmware has started; null for none.</summary>
    public MacInterface? Started { get; set; } = MacInterface.Ethernet;

    public bool Offload { get; private set; }

    public int MaximumFrameLength => frameLimit;

    public bool IsOpen => isOpen;

    /// <summary>Thrown by the next Wait.</summary>
    public Exception? WaitFault { get; set; }

    /// <summary>Times that Wait has ended for a frame.</summary>
    public int Woken { get; private set; }

    public int[] Counters { get; } = new int[Enum.GetValues<MacCounter>().Length];

    public int Open(int macInterface, int maximumFrameLength, bool offloadChecksums)
    {
        if ((int?)Started != macInterface)
        {
            return MacResult.Unavailable;
        }

        if (isOpen)
        {
            Close(session);
        }

        frameLimit = maximumFrameLength;
        Offload = offloadChecksums;
        armed = true;
        isOpen = true;
        return ++session;
    }

    public void Close(int session)
    {
        if (IsCurrent(session))
        {
            isOpen = false;
            signal.Set();
        }
    }

    public int GetHardwareAddress(int session, byte[] address)
    {
        if (!IsCurrent(session))
        {
            return MacResult.Closed;
        }

        wire.HardwareAddress.CopyTo(address, 0);
        return MacResult.Done;
    }

    public int GetLinkState(int session) =>
        !IsCurrent(session) ? MacResult.Closed : wire.IsLinkUp ? MacResult.Done : MacResult.None;

    public int Receive(int session, byte[] buffer, int offset, int capacity)
    {
        if (!IsCurrent(session) || !IsWithin(buffer, offset, capacity))
        {
            return Refuse(session);
        }

        int length = wire.Receive(buffer, offset, capacity);
        if (length == 0)
        {
            armed = true;
            length = wire.Receive(buffer, offset, capacity);
        }

        return length;
    }

    public int Send(int session, byte[] buffer, int offset, int length)
    {
        if (!IsCurrent(session) || !IsWithin(buffer, offset, length) || length < 14 || length > frameLimit)
        {
            return Refuse(session);
        }

        return wire.Send(buffer, offset, length) ? MacResult.Done : MacResult.None;
    }

    public int Wait(int session, int millisecondsTimeout)
    {
        if (WaitFault is { } fault)
        {
            WaitFault = null;
            throw fault;
        }

        while (IsCurrent(session))
        {
            if (pending)
            {
                pending = false;
                Woken++;
                return MacResult.Done;
            }

            if (!signal.WaitOne(millisecondsTimeout))
            {
                return MacResult.None;
            }
        }

        return MacResult.Closed;
    }

    public int ReadCounter(int counter) =>
        counter >= 0 && counter < Counters.Length ? Counters[counter] : MacResult.InvalidArgument;

    private static bool IsWithin(byte[] buffer, int offset, int length) =>
        buffer is not null && offset >= 0 && length >= 0 && offset <= buffer.Length && length <= buffer.Length - offset;

    private bool IsCurrent(int session) => isOpen && session == this.session;

    private int Refuse(int session)
    {
        Counters[(int)MacCounter.RefusedCalls]++;
        return IsCurrent(session) ? MacResult.InvalidArgument : MacResult.Closed;
    }

    private void OnFrame()
    {
        if (isOpen && armed)
        {
            armed = false;
            pending = true;
            signal.Set();
        }
    }
}
