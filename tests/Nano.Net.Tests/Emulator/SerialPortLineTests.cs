using Nano.Emulator;
using Nano.Net.Tests.Support;

namespace Nano.Net.Tests.Emulator
{
    /// <summary>A serial port as Linux has it, on a pseudoterminal.</summary>
    public class SerialPortLineTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        public SerialPortLineTests() => Skip.IfNot(OperatingSystem.IsLinux(), "pseudoterminals are made as Linux has them");

        [SkippableFact]
        public void AllBytes_ComeThroughAsTheyAre_BothWays()
        {
            using var terminal = new PseudoTerminal();
            using var line = new SerialPortLine(terminal.Path, 115_200);
            byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
            line.Write(all, 0, 256);
            Assert.Equal(all, ReadAll(buffer => terminal.Read(buffer), 256));
            terminal.Write(all);
            byte[] read = new byte[300];
            Assert.Equal(all, ReadAll(buffer =>
            {
                int count = line.Read(read, 0, buffer.Length);
                read.AsSpan(0, count).CopyTo(buffer);
                return count;
            }, 256));
            Assert.Equal(0, line.Read(read, 0, 300));
        }

        [SkippableFact]
        public void Bytes_AreTold_EachTimeThatNoneWasLeft()
        {
            using var terminal = new PseudoTerminal();
            using var line = new SerialPortLine(terminal.Path, 2_000_000);
            using var told = new AutoResetEvent(false);
            byte[] buffer = new byte[10];
            line.DataReceived += () => told.Set();
            for (int round = 0; round < 3; round++)
            {
                terminal.Write([1, 2, 3]);
                Assert.True(told.WaitOne(Patience));
                Assert.Equal(3, line.Read(buffer, 0, 10));
                Assert.Equal(0, line.Read(buffer, 0, 10));
            }
        }

        [SkippableFact]
        public void AnOtherEndThatTakesNothing_HoldsUpNobody_AndNothingIsLost()
        {
            using var terminal = new PseudoTerminal();
            using var line = new SerialPortLine(terminal.Path, 2_000_000, 1000);
            byte[] all = Packets.Bytes(100_000);
            int written = 0;
            var watch = System.Diagnostics.Stopwatch.StartNew();
            while (SpinWait.SpinUntil(() => line.WriteRoom > 0, 500))
            {
                int count = Math.Min(line.WriteRoom, all.Length - written);
                if (count == 0)
                {
                    break;
                }

                line.Write(all, written, count);
                written += count;
            }

            Assert.True(watch.Elapsed < Patience);
            Assert.Equal(all[..written], ReadAll(buffer => terminal.Read(buffer), written));
        }

        [SkippableFact]
        public void APortThatHasGone_IsNoticed()
        {
            var terminal = new PseudoTerminal();
            using var line = new SerialPortLine(terminal.Path, 115_200);
            Assert.True(line.IsOpen);
            terminal.Dispose();
            Assert.Equal(0, line.Read(new byte[1], 0, 1));
            Assert.False(line.IsOpen);
        }

        [SkippableTheory]
        [InlineData("/dev/no-such-port", "there is no serial port")]
        [InlineData("/dev/null", "is no serial port")]
        public void WhatIsNoPort_IsRefused(string path, string says) =>
            Assert.Contains(says, Assert.Throws<SerialPortException>(() => new SerialPortLine(path, 115_200)).Message, StringComparison.Ordinal);

        private delegate int Reader(Span<byte> buffer);

        private static byte[] ReadAll(Reader read, int count)
        {
            byte[] all = new byte[count];
            int taken = 0;
            Assert.True(SpinWait.SpinUntil(() => (taken += read(all.AsSpan(taken))) == count, Patience), $"{taken} of {count} bytes came");
            return all;
        }
    }
}
