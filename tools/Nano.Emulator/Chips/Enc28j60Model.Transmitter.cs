using System.Buffers.Binary;
using static Nano.Emulator.Enc28j60Registers;

namespace Nano.Emulator
{
    /// <content>The transmitter (section 7.1).</content>
    public sealed partial class Enc28j60Model
    {
        private const int StatusVectorLength = 7;
        private const int PaddingMask = 0xE0;
        private const int CheckEnable = 0x10;
        private const int LateCollisionStatus = 0x10;
        private const int AbortStatus = 0x02;

        /// <summary>Preamble and start delimiter, and the gap that follows, in bytes at 10 Mbit/s.</summary>
        private const int WireOverhead = 8 + 12;

        private readonly Queue<Collision> collisions = new();
        private readonly ScheduledEvent transmitted;
        private readonly byte[] leaving = new byte[MemorySize];
        private int leavingLength;
        private bool isStalled;
        private bool isTransmitting;
        private long transmittedAt;

        /// <summary>Transmissions given up after a collision.</summary>
        public long FramesAborted { get; private set; }

        /// <summary>Lets transmissions to come collide, one each, if the chip is in half duplex.</summary>
        public void Collide(params ReadOnlySpan<Collision> with)
        {
            foreach (Collision collision in with)
            {
                collisions.Enqueue(collision);
            }
        }

        /// <summary>Whether transmissions never end, as if the medium were never free.</summary>
        public bool IsMediumBusy { get; set; }

        private void CheckTransmitterIsOff(int register)
        {
            if ((registers[Econ1] & TransmitRequest) != 0)
            {
                Deny($"{Name(register)} must not be written while a frame goes out");
            }
        }

        private void ResetTransmitter()
        {
            scheduler.Cancel(transmitted);
            isTransmitting = false;
            isStalled = false;
            registers[Econ1] &= unchecked((byte)~TransmitRequest);
        }

        private void BeginTransmission()
        {
            int start = registers.Pair(Etxst);
            int end = registers.Pair(Etxnd);
            int padding = registers[Macon3] & PaddingMask;
            int control = memory[start];
            bool pads = (control & 1) != 0 ? (control & 4) != 0 : padding != 0;
            bool adds = (control & 1) != 0 ? (control & 2) != 0 : (registers[Macon3] & CheckEnable) != 0;
            string? fault =
                !IsReady ? "the chip is not ready"
                : (registers[Econ1] & TransmitReset) != 0 ? "its logic is held in reset"
                : end <= start ? $"it ends at {end:X4}h, before it begins at {start:X4}h"
                : end + StatusVectorLength > AddressMask ? $"it ends at {end:X4}h, without room for the status vector"
                : start <= registers.Pair(Erxnd) && end + StatusVectorLength >= registers.Pair(Erxst) ? "it lies in the receive ring"
                : padding is not (0 or 0x20) ? "padding other than to 60 bytes is not modelled"
                : !adds ? "frames without the MAC's check sequence are not modelled"
                : IsMacFullDuplex != IsPhyFullDuplex ? "MACON3.FULDPX and PHCON1.PDPXMD say different things"
                : end - start < 14 ? "it has no header"
                : null;
            if (fault != null)
            {
                Deny($"the frame cannot be sent: {fault}");
                ResetTransmitter();
                return;
            }

            leavingLength = end - start;
            memory.AsSpan(start + 1, leavingLength).CopyTo(leaving);
            if (pads && leavingLength < MinimumFrame)
            {
                leaving.AsSpan(leavingLength, MinimumFrame - leavingLength).Clear();
                leavingLength = MinimumFrame;
            }

            registers[Estat] &= unchecked((byte)~(LateCollisionStatus | AbortStatus));
            isTransmitting = true;
            if (isStalled || IsMediumBusy)
            {
                transmittedAt = long.MaxValue;
                return;
            }

            long duration = (leavingLength + CheckLength + WireOverhead) * 800L;
            transmittedAt = Time + duration;
            scheduler.Schedule(transmitted, scheduler.Microseconds + (duration + 999) / 1000);
        }

        private void OnTransmitted()
        {
            lock (Gate)
            {
                FinishTransmission();
            }

            NotifyInterrupt();
        }

        private void FinishTransmission()
        {
            if (!isTransmitting)
            {
                return;
            }

            isTransmitting = false;
            Collision? collision = FindCollision();
            bool isTooLong = leavingLength + CheckLength > registers.Pair(Mamxfl);
            Span<byte> status = stackalloc byte[StatusVectorLength];
            BinaryPrimitives.WriteUInt16LittleEndian(status, (ushort)(leavingLength + CheckLength));
            BinaryPrimitives.WriteUInt16LittleEndian(status[4..], (ushort)(leavingLength + CheckLength));
            if (collision == null && !isTooLong)
            {
                status[2] |= 0x80;
                Emit(leaving.AsSpan(0, leavingLength));
                if (LoopsBack)
                {
                    OnFrame(leaving.AsSpan(0, leavingLength));
                }
            }
            else
            {
                FramesAborted++;
                status[3] |= (byte)(isTooLong ? 0x40 : collision == Collision.Late ? 0x20 : 0x10);
                registers[Estat] |= AbortStatus;
                if (collision == Collision.Late && !Has(Enc28j60Errata.LateCollisionFlag))
                {
                    registers[Estat] |= LateCollisionStatus;
                }

                registers[Eir] |= TransmitErrorFlag;
                isStalled = Has(Enc28j60Errata.TransmitStall);
            }

            status.CopyTo(memory.AsSpan(registers.Pair(Etxnd) + 1));
            registers[Econ1] &= unchecked((byte)~TransmitRequest);
            registers[Eir] |= TransmitFlag;
        }

        private Collision? FindCollision()
        {
            if (IsMacFullDuplex)
            {
                return null;
            }

            if (collisions.TryDequeue(out Collision collision))
            {
                return collision;
            }

            return Has(Enc28j60Errata.FalseCollision) && random.Chance(options.FalseCollisions) ? Collision.Late : null;
        }
    }
}
