namespace Nano.Emulator
{
    /// <summary>
    /// The control registers of an ENC28J60 (DS39662E, tables 3-1 and 3-2): four banks of 32, of which the last five are the
    /// same in all. Knows which there are, of what kind, and which of their bits.
    /// </summary>
    internal sealed class Enc28j60Registers
    {
        public const int Eie = 0x1B;
        public const int Eir = 0x1C;
        public const int Estat = 0x1D;
        public const int Econ2 = 0x1E;
        public const int Econ1 = 0x1F;

        // Bank 0; of pairs the low byte.
        public const int Erdpt = 0x00;
        public const int Ewrpt = 0x02;
        public const int Etxst = 0x04;
        public const int Etxnd = 0x06;
        public const int Erxst = 0x08;
        public const int Erxnd = 0x0A;
        public const int Erxrdpt = 0x0C;
        public const int Erxwrpt = 0x0E;

        // Bank 1.
        public const int Eht0 = 0x20;
        public const int Epmo = 0x34;
        public const int Erxfcon = 0x38;
        public const int Epktcnt = 0x39;

        // Bank 2.
        public const int Macon1 = 0x40;
        public const int Macon3 = 0x42;
        public const int Mamxfl = 0x4A;
        public const int Micmd = 0x52;
        public const int Miregadr = 0x54;
        public const int Miwr = 0x56;
        public const int Mird = 0x58;

        // Bank 3.
        public const int Maadr5 = 0x60;
        public const int Mistat = 0x6A;
        public const int Erevid = 0x72;

        private const int BankSize = 32;

        private static readonly Definition?[] Definitions = Define();

        private readonly byte[] values = new byte[4 * BankSize];

        private enum Kind
        {
            Ethernet,
            MacOrMii,
        }

        /// <summary>A register's value.</summary>
        public byte this[int register]
        {
            get => values[register];
            set => values[register] = value;
        }

        /// <summary>Number of a register: those of all banks have that of bank 0.</summary>
        public static int Find(int bank, int address) => address >= Eie ? address : bank * BankSize + address;

        public static bool Exists(int register) => Definitions[register] != null;

        /// <summary>Whether it is read a byte later, and knows no bit field instructions.</summary>
        public static bool IsMacOrMii(int register) => Definitions[register] is { Kind: Kind.MacOrMii };

        /// <summary>The bits that can be written; 0 where it can only be read.</summary>
        public static byte Writable(int register) => Definitions[register]!.Writable;

        public static string Name(int register) =>
            Definitions[register]?.Name ?? $"register {register % BankSize:X2}h of bank {register / BankSize}";

        public int Pair(int register) => values[register] | values[register + 1] << 8;

        public void SetPair(int register, int value)
        {
            values[register] = (byte)value;
            values[register + 1] = (byte)(value >> 8);
        }

        /// <summary>Gives all of them what they have after a reset.</summary>
        public void Reset()
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Definitions[i]?.AfterReset ?? 0;
            }
        }

        private static Definition?[] Define()
        {
            var all = new Definition?[4 * BankSize];
            void Add(int register, string name, Kind kind, byte writable = 0xFF, byte afterReset = 0) =>
                all[register] = new Definition(name, kind, writable, afterReset);
            void AddPointer(int register, string name, int afterReset = 0, bool isWritable = true)
            {
                Add(register, name + "L", Kind.Ethernet, isWritable ? (byte)0xFF : (byte)0, (byte)afterReset);
                Add(register + 1, name + "H", Kind.Ethernet, isWritable ? (byte)0x1F : (byte)0, (byte)(afterReset >> 8));
            }

            Add(Eie, "EIE", Kind.Ethernet, 0xFB);
            Add(Eir, "EIR", Kind.Ethernet, 0x2B);
            Add(Estat, "ESTAT", Kind.Ethernet, 0x53);
            Add(Econ2, "ECON2", Kind.Ethernet, 0xE8, 0x80);
            Add(Econ1, "ECON1", Kind.Ethernet);
            AddPointer(Erdpt, "ERDPT", 0x05FA);
            AddPointer(Ewrpt, "EWRPT");
            AddPointer(Etxst, "ETXST");
            AddPointer(Etxnd, "ETXND");
            AddPointer(Erxst, "ERXST", 0x05FA);
            AddPointer(Erxnd, "ERXND", 0x1FFF);
            AddPointer(Erxrdpt, "ERXRDPT", 0x05FA);
            AddPointer(Erxwrpt, "ERXWRPT", 0, isWritable: false);
            for (int i = 0; i < 8; i++)
            {
                Add(Eht0 + i, $"EHT{i}", Kind.Ethernet);
                Add(Eht0 + 8 + i, $"EPMM{i}", Kind.Ethernet);
            }

            Add(0x30, "EPMCSL", Kind.Ethernet);
            Add(0x31, "EPMCSH", Kind.Ethernet);
            AddPointer(Epmo, "EPMO");
            Add(Erxfcon, "ERXFCON", Kind.Ethernet, 0xFF, 0xA1);
            Add(Epktcnt, "EPKTCNT", Kind.Ethernet, 0);
            Add(Macon1, "MACON1", Kind.MacOrMii, 0x0F);
            Add(Macon3, "MACON3", Kind.MacOrMii);
            Add(0x43, "MACON4", Kind.MacOrMii, 0x70);
            Add(0x44, "MABBIPG", Kind.MacOrMii, 0x7F);
            Add(0x46, "MAIPGL", Kind.MacOrMii, 0x7F);
            Add(0x47, "MAIPGH", Kind.MacOrMii, 0x7F);
            Add(0x48, "MACLCON1", Kind.MacOrMii, 0x0F, 0x0F);
            Add(0x49, "MACLCON2", Kind.MacOrMii, 0x3F, 0x37);
            Add(Mamxfl, "MAMXFLL", Kind.MacOrMii);
            Add(Mamxfl + 1, "MAMXFLH", Kind.MacOrMii, 0xFF, 0x06);
            Add(Micmd, "MICMD", Kind.MacOrMii, 0x03);
            Add(Miregadr, "MIREGADR", Kind.MacOrMii, 0x1F);
            Add(Miwr, "MIWRL", Kind.MacOrMii);
            Add(Miwr + 1, "MIWRH", Kind.MacOrMii);
            Add(Mird, "MIRDL", Kind.MacOrMii, 0);
            Add(Mird + 1, "MIRDH", Kind.MacOrMii, 0);
            string[] address = ["MAADR5", "MAADR6", "MAADR3", "MAADR4", "MAADR1", "MAADR2"];
            for (int i = 0; i < address.Length; i++)
            {
                Add(Maadr5 + i, address[i], Kind.MacOrMii);
            }

            Add(Mistat, "MISTAT", Kind.MacOrMii, 0);
            Add(Erevid, "EREVID", Kind.Ethernet, 0);
            Add(0x75, "ECOCON", Kind.Ethernet, 0x07, 0x04);
            Add(0x77, "EFLOCON", Kind.Ethernet, 0x03);
            Add(0x78, "EPAUSL", Kind.Ethernet);
            Add(0x79, "EPAUSH", Kind.Ethernet, 0xFF, 0x10);
            return all;
        }

        private sealed record Definition(string Name, Kind Kind, byte Writable, byte AfterReset);
    }
}
