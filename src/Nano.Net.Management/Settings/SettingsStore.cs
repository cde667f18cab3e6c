using System;
using Nano.Net.Cryptography;
using Nano.Net.Wire;

namespace Nano.Net.Management
{
    /// <summary>
    /// Keeps a block of bytes so that a power cut while it is written loses the change, and never what was there before: of the
    /// two slots of a medium the one that is not in use is written, with a number that is one higher and a checksum, and the slot
    /// with the highest number whose checksum is right is the one that counts.
    /// </summary>
    /// <remarks>Not to be used by several threads at once. Nothing is allocated after the constructor, but by the medium.</remarks>
    public sealed class SettingsStore
    {
        // "NST1", the number (four bytes), the length (two), the content, and the beginning of the SHA-256 of all that.
        private const uint Magic = 0x4E535431;
        private const int HeaderLength = 10;
        private const int ChecksumLength = 16;

        private readonly ISettingsMedium medium;
        private readonly byte[] buffer;
        private readonly Sha256 sha = new Sha256();
        private readonly byte[] hash = new byte[Sha256.HashSize];

        // The slot that counts, -1 for none yet, and its number.
        private int slot = -1;
        private uint number;

        // What the medium has thrown when it was read last.
        private Exception failure;

        /// <summary>Makes one; <see cref="Load"/> finds what is there.</summary>
        /// <param name="medium">Where to keep it.</param>
        /// <param name="capacity">Bytes that the content may have, 16 to 32,768.</param>
        /// <exception cref="ArgumentNullException">There is no medium.</exception>
        /// <exception cref="ArgumentException">The capacity is out of its range.</exception>
        public SettingsStore(ISettingsMedium medium, int capacity)
        {
            if (medium == null)
            {
                throw new ArgumentNullException("medium");
            }

            Range.Check(capacity, "capacity", 16, 32768);
            this.medium = medium;
            Capacity = capacity;
            buffer = new byte[HeaderLength + capacity + ChecksumLength];
        }

        /// <summary>Bytes that the content may have.</summary>
        public int Capacity { get; }

        /// <summary>Finds what was kept.</summary>
        /// <param name="content">Takes it; <see cref="Capacity"/> bytes or more.</param>
        /// <returns>Bytes of it; -1 where nothing was kept, or nothing of it is whole.</returns>
        /// <exception cref="ArgumentException">The array is too small.</exception>
        /// <exception cref="InvalidOperationException">The medium cannot be read: what was kept is not known.</exception>
        public int Load(byte[] content)
        {
            if (content == null || content.Length < Capacity)
            {
                throw new ArgumentException("the array must have " + Capacity.ToString() + " bytes or more");
            }

            slot = -1;
            failure = null;
            int length = -1;
            for (int i = 0; i < 2; i++)
            {
                uint found;
                int count = Read(i, out found);
                if (count >= 0 && (slot < 0 || (int)(found - number) > 0))
                {
                    slot = i;
                    number = found;
                    length = count;
                    Array.Copy(buffer, HeaderLength, content, 0, count);
                }
            }

            if (slot < 0 && failure != null)
            {
                // It is not known to be empty. A device that took it so would let anybody choose a password.
                throw new InvalidOperationException("the settings cannot be read: " + failure.Message);
            }

            return length;
        }

        /// <summary>Keeps another content instead. When this returns, a power cut cannot undo it; when it throws, what was kept before still counts.</summary>
        /// <param name="content">Has it from 0 on.</param>
        /// <param name="count">Bytes of it, 0 to <see cref="Capacity"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">There are too many.</exception>
        /// <exception cref="InvalidOperationException">What was written reads back as something else.</exception>
        /// <exception cref="Exception">The medium cannot be written.</exception>
        public void Save(byte[] content, int count)
        {
            if (content == null || count < 0 || count > Capacity || count > content.Length)
            {
                throw new ArgumentOutOfRangeException("count");
            }

            int target = slot == 0 ? 1 : 0;
            uint next = number + 1;
            BigEndian.WriteUInt32(buffer, 0, Magic);
            BigEndian.WriteUInt32(buffer, 4, next);
            BigEndian.WriteUInt16(buffer, 8, count);
            Array.Copy(content, 0, buffer, HeaderLength, count);
            Hash(HeaderLength + count);
            Array.Copy(hash, 0, buffer, HeaderLength + count, ChecksumLength);
            medium.Write(target, buffer, HeaderLength + count + ChecksumLength);

            // Flash wears out: what cannot be read back was not kept.
            failure = null;
            uint written;
            if (Read(target, out written) != count || written != next)
            {
                throw new InvalidOperationException("the settings could not be kept: what was written reads back as something else" + (failure == null ? "" : ": " + failure.Message));
            }

            slot = target;
            number = next;
        }

        // The length of a slot's content, which is in the buffer then; -1 where there is none.
        private int Read(int which, out uint found)
        {
            found = 0;
            int read;
            try
            {
                read = medium.Read(which, buffer);
            }
            catch (Exception e)
            {
                // The other slot may be in order.
                failure = e;
                return -1;
            }

            if (read < HeaderLength + ChecksumLength || BigEndian.ReadUInt32(buffer, 0) != Magic)
            {
                return -1;
            }

            found = BigEndian.ReadUInt32(buffer, 4);
            int count = BigEndian.ReadUInt16(buffer, 8);
            if (count > Capacity || read < HeaderLength + count + ChecksumLength)
            {
                return -1;
            }

            Hash(HeaderLength + count);
            return ConstantTime.AreEqual(hash, 0, buffer, HeaderLength + count, ChecksumLength) ? count : -1;
        }

        private void Hash(int count)
        {
            sha.Update(buffer, 0, count);
            sha.Finish(hash, 0);
        }
    }
}
