using Nano.Emulator;

namespace Nano.Net.Tests.Drivers
{
    /// <summary>What the model of the chip refuses, spoken to without a driver.</summary>
    public class W5500ModelTests
    {
        private const int CommonRead = 0x00;
        private const int CommonWrite = 0x04;
        private const int SocketRead = 0x08;
        private const int SocketWrite = 0x0C;
        private const int TransmitWrite = 0x14;
        private const int ReceiveRead = 0x18;
        private const int ReceiveWrite = 0x1C;

        private readonly VirtualScheduler scheduler = new();
        private readonly W5500Model chip;

        public W5500ModelTests()
        {
            chip = new W5500Model(new VirtualWire(scheduler).A, scheduler);
        }

        [Fact]
        public void AfterPowerUp_RegistersReadAsTheDataSheetSays()
        {
            Assert.Equal(0x04, Read(CommonRead, 0x39));
            Assert.Equal(0x00, Read(CommonRead, 0x00));
            Assert.Equal(0xBF, Read(CommonRead, 0x2E));
            Assert.Equal(0x07, Read(CommonRead, 0x19));
            Assert.Equal(0xD0, Read(CommonRead, 0x1A));
            Assert.Equal(0x02, Read(SocketRead, 0x1E));
            Assert.Equal(0x08, Read(SocketRead, 0x20));
            Assert.Equal(0xFF, Read(SocketRead, 0x2C));
        }

        [Theory]
        [InlineData(CommonRead, 0x2F, "common register 0x002F, which is reserved")]
        [InlineData(CommonRead, 0x3A, "common register 0x003A, which is reserved")]
        [InlineData(SocketRead, 0x14, "socket register 0x0014, which is reserved")]
        [InlineData(SocketRead, 0x30, "socket register 0x0030, which is reserved")]
        [InlineData(0x20, 0, "block 4, which is reserved")]
        [InlineData(SocketRead + 1, 0, "fixed lengths")]
        public void ReadOfNothing_IsRefused(int control, int address, string message) => Refused(message, () => Read(control, address));

        [Theory]
        [InlineData(CommonWrite, 0x39)]
        [InlineData(CommonWrite, 0x17)]
        [InlineData(CommonWrite, 0x28)]
        [InlineData(SocketWrite, 0x03)]
        [InlineData(SocketWrite, 0x20)]
        [InlineData(SocketWrite, 0x23)]
        [InlineData(SocketWrite, 0x26)]
        [InlineData(SocketWrite, 0x2B)]
        [InlineData(ReceiveWrite, 0)]
        public void WriteToReadOnlySpace_IsRefused(int control, int address) => Refused("read-only", () => Write(control, address, 1));

        [Fact]
        public void TransactionWithoutData_IsRefused() => Refused("should be two of address", () => chip.Write(new byte[3], 0, 3));

        [Fact]
        public void RingsOfMoreThan16Kilobytes_AreRefused() => Refused("rings of 30720 and 16384 bytes", () =>
        {
            for (int socket = 1; socket < 8; socket++)
            {
                Write(SocketWrite + (socket * 0x20), 0x1E, 0);
            }

            Write(SocketWrite, 0x1E, 16, 16);
        });

        [Theory]
        [InlineData(3)]
        [InlineData(17)]
        public void RingsOfASizeThatTheChipHasNot_AreRefused(byte kilobytes) =>
            Refused($"ring of {kilobytes} KB: should be 0, 1, 2, 4, 8 or 16", () => Write(SocketWrite, 0x1E, kilobytes));

        [Fact]
        public void OpenInAnotherMode_OrTwice_IsRefused()
        {
            Write(SocketWrite, 0, 0x01);
            Refused("command 0x01 to socket 0, whose mode is 0x01 and status 0x00", () => Write(SocketWrite, 1, 0x01));
            Write(SocketWrite, 0, 0x04);
            Write(SocketWrite, 1, 0x01);
            Refused("status 0x42", () => Write(SocketWrite, 1, 0x01));
        }

        [Fact]
        public void MacRaw_IsForSocketZero() => Refused("to socket 1", () =>
        {
            Write(SocketWrite + 0x20, 0, 0x04);
            Write(SocketWrite + 0x20, 1, 0x01);
        });

        [Fact]
        public void SendAndRecvOfAClosedSocket_AreRefused()
        {
            Refused("command 0x20", () => Write(SocketWrite, 1, 0x20));
            Refused("command 0x40", () => Write(SocketWrite, 1, 0x40));
        }

        [Fact]
        public void SendWhileSending_IsRefused_AndSoIsOverwritingWhatIsSent()
        {
            Open();
            Send(0, 1000);
            Refused("still being sent", () => Send(1000, 1100));
            Refused("which is being sent", () => Write(TransmitWrite, 999, 1));
            Write(TransmitWrite, 1000, 1);
        }

        [Fact]
        public void Send_MovesTheReadPointer_WhenTheFrameHasLeft()
        {
            Open();
            Send(0, 1000);
            Assert.Equal(0, Read(SocketRead, 0x22));
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.Equal(1000 >> 8, Read(SocketRead, 0x22));
            Assert.Equal(0x10, Read(SocketRead, 0x02) & 0x10);
        }

        [Theory]
        [InlineData(0)]
        [InlineData(13)]
        [InlineData(1515)]
        public void SendOfWhatIsNoFrame_IsRefused(int length)
        {
            Open();
            Refused($"SEND of {length} bytes", () => Send(0, length));
        }

        [Fact]
        public void RecvPastWhatWasReceived_IsRefused()
        {
            Open();
            chip.Inject(new byte[60]);
            Assert.Equal(62, Read(ReceiveRead, 1));
            Write(SocketWrite, 0x28, 0, 63);
            Refused("past Sn_RX_WR 0x003E", () => Write(SocketWrite, 1, 0x40));
        }

        [Fact]
        public void ResetPulseThatIsTooShort_IsRefused()
        {
            chip.Set(true);
            scheduler.RunFor(TimeSpan.FromMicroseconds(400));
            Refused("RSTn was low for 400 µs: should be at least 500", () => chip.Set(false));
        }

        [Fact]
        public void BeforeTheClocksRun_ZerosAreRead()
        {
            chip.Set(true);
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            chip.Set(false);
            Assert.Equal(0, Read(CommonRead, 0x39));
            scheduler.RunFor(TimeSpan.FromMilliseconds(1));
            Assert.Equal(4, Read(CommonRead, 0x39));
        }

        [Fact]
        public void WhileTheBusIsNoisy_NothingThrows()
        {
            chip.Noise = 1e-9;
            Write(CommonWrite, 0x39, 1);
            Assert.Equal(1, chip.Refusals);
        }

        [Fact]
        public void BytesAndTransactions_AreCounted()
        {
            Read(CommonRead, 0x39);
            Write(SocketWrite, 0x24, 0, 0);
            Assert.Equal(9, chip.BusBytes);
            Assert.Equal(2, chip.BusTransactions);
        }

        private static void Refused(string part, Action action) => Assert.Contains(part, Assert.Throws<ChipException>(action).Message);

        private void Open()
        {
            Write(SocketWrite, 0, 0x04);
            Write(SocketWrite, 1, 0x01);
        }

        private void Send(int from, int to)
        {
            if (from < to)
            {
                Write(TransmitWrite, from, new byte[to - from]);
            }

            Write(SocketWrite, 0x24, (byte)(to >> 8), (byte)to);
            Write(SocketWrite, 1, 0x20);
        }

        private void Write(int control, int address, params byte[] data)
        {
            byte[] bytes = [(byte)(address >> 8), (byte)address, (byte)control, .. data];
            chip.Write(bytes, 0, bytes.Length);
        }

        private byte Read(int control, int address)
        {
            byte[] bytes = [(byte)(address >> 8), (byte)address, (byte)control, 0];
            chip.Transfer(bytes, 0, 3, bytes, 0, 4);
            return bytes[3];
        }
    }
}
