namespace Nano.Net.Drivers
{
    /// <summary>
    /// The control registers and their bits (DS39662E, tables 3-1 and 3-2): address in bits 4:0, bank in bits 6:5, and bit 7 for
    /// MAC and MII registers, whose value comes a byte later when they are read and which know no bit field instructions.
    /// </summary>
    internal static class Enc28j60Register
    {
        internal const int AddressMask = 0x1F;
        internal const int BankShift = 5;
        internal const int BankMask = 3;
        internal const int MacOrMii = 0x80;

        // In all banks.
        internal const int Eie = 0x1B;
        internal const int Eir = 0x1C;
        internal const int Estat = 0x1D;
        internal const int Econ2 = 0x1E;
        internal const int Econ1 = 0x1F;

        // Bank 0. Of a pair the low byte stands here, the high byte is the next register.
        internal const int Erdpt = 0x00;
        internal const int Ewrpt = 0x02;
        internal const int Etxst = 0x04;
        internal const int Etxnd = 0x06;
        internal const int Erxst = 0x08;
        internal const int Erxnd = 0x0A;
        internal const int Erxrdpt = 0x0C;
        internal const int Erxwrpt = 0x0E;

        // Bank 1.
        internal const int Eht0 = 0x20;
        internal const int Erxfcon = 0x38;
        internal const int Epktcnt = 0x39;

        // Bank 2.
        internal const int Macon1 = 0xC0;
        internal const int Macon3 = 0xC2;
        internal const int Macon4 = 0xC3;
        internal const int Mabbipg = 0xC4;
        internal const int Maipg = 0xC6;
        internal const int Maclcon1 = 0xC8;
        internal const int Maclcon2 = 0xC9;
        internal const int Mamxfl = 0xCA;
        internal const int Micmd = 0xD2;
        internal const int Miregadr = 0xD4;
        internal const int Miwr = 0xD6;
        internal const int Mird = 0xD8;

        // Bank 3. MAADR1 is the first byte of the address on the wire.
        internal const int Maadr5 = 0xE0;
        internal const int Maadr6 = 0xE1;
        internal const int Maadr3 = 0xE2;
        internal const int Maadr4 = 0xE3;
        internal const int Maadr1 = 0xE4;
        internal const int Maadr2 = 0xE5;
        internal const int Mistat = 0xEA;
        internal const int Erevid = 0x72;

        internal const int EieEnable = 0x80;
        internal const int EirPacket = 0x40;
        internal const int EirLink = 0x10;
        internal const int EirTransmit = 0x08;
        internal const int EirTransmitError = 0x02;
        internal const int EirReceiveError = 0x01;

        internal const int EstatClockReady = 0x01;
        internal const int Econ2AutoIncrement = 0x80;
        internal const int Econ2PacketDecrement = 0x40;
        internal const int Econ2PowerSave = 0x20;
        internal const int Econ1TransmitReset = 0x80;
        internal const int Econ1ReceiveReset = 0x40;
        internal const int Econ1TransmitRequest = 0x08;
        internal const int Econ1ReceiveEnable = 0x04;

        internal const int MicmdRead = 0x01;
        internal const int MistatBusy = 0x01;

        // PHY registers and bits.
        internal const int Phcon1 = 0x00;
        internal const int Phcon2 = 0x10;
        internal const int Phstat2 = 0x11;
        internal const int Phie = 0x12;
        internal const int Phir = 0x13;
        internal const int Phcon1FullDuplex = 0x0100;
        internal const int Phcon2NoLoopback = 0x0100;
        internal const int Phstat2Link = 0x0400;
        internal const int PhieLinkChange = 0x0012;
    }
}
