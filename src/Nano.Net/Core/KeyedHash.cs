namespace Nano.Net.Core
{
    /// <summary>
    /// HalfSipHash-2-4 (Aumasson and Bernstein, the 32-bit sibling of SipHash) over 32-bit words with a secret key of
    /// 64 bits: the F() of RFC 6528 and RFC 6056. All its arithmetic fits the interpreter's 32-bit integers.
    /// </summary>
    internal sealed class KeyedHash
    {
        private uint key0;
        private uint key1;
        private uint v0;
        private uint v1;
        private uint v2;
        private uint v3;

        internal KeyedHash(uint key0, uint key1)
        {
            this.key0 = key0;
            this.key1 = key1;
        }

        /// <summary>The hash of three words (the input is 12 bytes long).</summary>
        internal uint Compute(uint a, uint b, uint c)
        {
            Begin(a, b, c);
            return Finish(12);
        }

        /// <summary>The hash of five words (the input is 20 bytes long).</summary>
        internal uint Compute(uint a, uint b, uint c, uint d, uint e)
        {
            Begin(a, b, c);
            Absorb(d);
            Absorb(e);
            return Finish(20);
        }

        /// <summary>Makes another key of the key and of two words: whoever wants to know it must know all that ever went into it.</summary>
        internal void Mix(uint a, uint b)
        {
            uint first = Compute(a, b, 1);
            key1 ^= Compute(a, b, 2);
            key0 ^= first;
        }

        private void Begin(uint a, uint b, uint c)
        {
            v0 = key0;
            v1 = key1;
            v2 = 0x6C796765 ^ key0;
            v3 = 0x74656462 ^ key1;
            Absorb(a);
            Absorb(b);
            Absorb(c);
        }

        private uint Finish(uint length)
        {
            Absorb(length << 24);
            v2 ^= 0xFF;
            Round();
            Round();
            Round();
            Round();
            return v1 ^ v3;
        }

        private void Absorb(uint word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        private void Round()
        {
            v0 += v1;
            v1 = (v1 << 5) | (v1 >> 27);
            v1 ^= v0;
            v0 = (v0 << 16) | (v0 >> 16);
            v2 += v3;
            v3 = (v3 << 8) | (v3 >> 24);
            v3 ^= v2;
            v0 += v3;
            v3 = (v3 << 7) | (v3 >> 25);
            v3 ^= v0;
            v2 += v1;
            v1 = (v1 << 13) | (v1 >> 19);
            v1 ^= v2;
            v2 = (v2 << 16) | (v2 >> 16);
        }
    }
}
