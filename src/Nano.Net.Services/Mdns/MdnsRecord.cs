using Nano.Net.Core;

namespace Nano.Net.Services
{
    /// <summary>A record that this host answers for, and when it is to be sent.</summary>
    internal sealed class MdnsRecord
    {
        internal readonly MdnsName owner;
        internal readonly int type;

        /// <summary>Whether no other host has records of this name and type, rather than many hosts one each (RFC 6762 section 2).</summary>
        internal readonly bool unique;

        /// <summary>Seconds for which others may remember it.</summary>
        internal readonly int timeToLive;

        /// <summary>Its data, as far as they are no name. Those of an address begin with 0 where there is none.</summary>
        internal byte[] data;

        /// <summary>The name among its data: behind the rest of them, but in front in NSEC; null for none.</summary>
        internal readonly MdnsName target;

        /// <summary>What who asks for it will ask for next (RFC 6763 section 12); null for nothing.</summary>
        internal MdnsRecord[] related;

        /// <summary>When it is to be multicast, in stack milliseconds; <see cref="TimerQueue.Never"/> where nobody waits for it.</summary>
        internal long due = TimerQueue.Never;

        /// <summary>When it was last multicast.</summary>
        internal long lastMulticast;

        /// <summary>Who alone waits for it, and may still say that it knows it (RFC 6762 section 7.2); 0 for nobody, or several.</summary>
        internal uint asker;

        /// <summary>How the message that is being looked at wants it: a value of <see cref="MdnsReply"/>.</summary>
        internal int reply;

        /// <summary>
        /// A bit for each group that is to hear of it when it is due, as <see cref="MdnsFamily"/> has them, and <see cref="Written"/>. The
        /// rest is the same for both groups, as most hosts hear both.
        /// </summary>
        internal int marks;

        /// <summary>In <see cref="marks"/>: the message that is being built has it.</summary>
        internal const int Written = 4;

        internal MdnsRecord(MdnsName owner, int type, bool unique, int timeToLive, byte[] data, MdnsName target)
        {
            this.owner = owner;
            this.type = type;
            this.unique = unique;
            this.timeToLive = timeToLive;
            this.data = data;
            this.target = target;
        }

        /// <summary>Whether this host has it at the moment: an address may come later, or go.</summary>
        internal bool IsThere
        {
            get { return owner.length != 0 && ((type != DnsMessage.TypeA && type != DnsMessage.TypeAaaa) || data[0] != 0); }
        }

        /// <summary>Nobody waits for it any more.</summary>
        internal void Forget()
        {
            due = TimerQueue.Never;
            asker = 0;
            marks = 0;
        }

        /// <summary>Nobody waits for it any more in one family's group.</summary>
        internal void Forget(int family)
        {
            marks &= ~family;
            if ((marks & MdnsFamily.Both) == 0)
            {
                Forget();
            }
        }

        /// <summary>Whether the record that was read last has the same data, name and type being the same already.</summary>
        internal bool HasDataOf(DnsReader message)
        {
            if (type == MdnsMessage.TypeNsec)
            {
                // Who denies what this host denies does not contradict it.
                return true;
            }

            if (message.dataLength < data.Length)
            {
                return false;
            }

            for (int i = 0; i < data.Length; i++)
            {
                if (message.buffer[message.data + i] != data[i])
                {
                    return false;
                }
            }

            return target == null ? message.dataLength == data.Length : target.IsAt(message, message.data + data.Length);
        }

        /// <summary>Writes it.</summary>
        /// <param name="writer">Where to.</param>
        /// <param name="section">Offset in the header of the count of its section.</param>
        /// <param name="classField">Its class, and the bit for the cache.</param>
        /// <param name="seconds">Its time to live.</param>
        /// <param name="shorten">Whether the name among its data may be shortened: not where data are compared, nor for who knows DNS only (RFC 2782).</param>
        /// <returns>False where it did not fit.</returns>
        internal bool Write(DnsWriter writer, int section, int classField, int seconds, bool shorten)
        {
            writer.BeginRecord(owner.bytes, owner.length, type, classField, seconds);
            if (type == MdnsMessage.TypeNsec)
            {
                writer.WriteName(target.bytes, target.length, shorten);
            }

            writer.WriteBytes(data, 0, data.Length);
            if (target != null && type != MdnsMessage.TypeNsec)
            {
                writer.WriteName(target.bytes, target.length, shorten);
            }

            return writer.EndRecord(section);
        }
    }
}
