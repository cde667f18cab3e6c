using System;
using Nano.Net.Internet;
using Nano.Net.Wire;

namespace Nano.Net.Services
{
    /// <summary>The names and records that a responder answers for: of its host, and of each service (RFC 6762, RFC 6763).</summary>
    internal sealed class MdnsZone
    {
        private const int HostRecords = 4;
        private const int ServiceRecords = 5;

        /// <summary>IPv6 addresses of a host that are told: as many as it has by default.</summary>
        internal const int Ipv6Addresses = 3;

        // The types that a name has, as NSEC tells them (RFC 4034 section 4.1.2): window 0, length, a bit for each type.
        private static readonly byte[] OnlyA = { 0, 1, 0x40 };
        private static readonly byte[] OnlyAaaa = { 0, 4, 0, 0, 0, 0x08 };
        private static readonly byte[] AAndAaaa = { 0, 4, 0x40, 0, 0, 0x08 };
        private static readonly byte[] OnlyPtr = { 0, 2, 0, 0x08 };
        private static readonly byte[] OnlyTxtAndSrv = { 0, 5, 0, 0, 0x80, 0, 0x40 };

        internal readonly MdnsRecord[] records;

        /// <summary>The names that are probed for: the host's first, then those of the services in their order.</summary>
        internal readonly ClaimedName[] names;

        /// <summary>The IPv4 address that the records tell; 0 for none.</summary>
        internal uint address;

        /// <summary>How many IPv6 addresses they tell.</summary>
        internal int ipv6Count;

        private static readonly MdnsName Local = new MdnsName("local");
        private readonly MdnsName reverseDomain = new MdnsName("in-addr.arpa");
        private readonly MdnsName reverse = new MdnsName(16 + 14);
        private readonly byte[] addressData = new byte[4];
        private readonly MdnsRecord denial;

        // A wanted name that is looked at.
        private readonly MdnsName wanted;

        // The IPv6 addresses of the moment, of which there may be others in the records; null on a stack without IPv6.
        private readonly byte[] addresses;
        private int count;

        internal MdnsZone(MdnsOptions options, bool hasIpv6)
        {
            int ipv6Records = hasIpv6 ? Ipv6Addresses : 0;
            addresses = hasIpv6 ? new byte[Ipv6Addresses * IPAddress.Ipv6Length] : null;
            byte[] hostLabel = System.Text.Encoding.UTF8.GetBytes(options.HostName);
            MdnsService[] services = options.Services;
            int serviceCount = services == null ? 0 : services.Length;
            int hostLife = options.HostTimeToLive;
            int serviceLife = options.ServiceTimeToLive;
            int longest = Local.length;
            records = new MdnsRecord[HostRecords + ipv6Records + ServiceRecords * serviceCount - Repetitions(services, serviceCount)];
            names = new ClaimedName[1 + serviceCount];
            ClaimedName host = new ClaimedName(hostLabel, Local, true);
            names[0] = host;

            MdnsRecord a = Add(host, DnsMessage.TypeA, true, hostLife, addressData, null);
            // Who asks for one of the addresses may want the others (RFC 6762 section 6.2).
            MdnsRecord[] related = new MdnsRecord[2 + ipv6Records];
            related[0] = a;
            for (int i = 0; i < ipv6Records; i++)
            {
                related[1 + i] = Add(host, DnsMessage.TypeAaaa, true, hostLife, new byte[IPAddress.Ipv6Length], null);
                related[1 + i].related = related;
            }

            denial = Add(host, MdnsMessage.TypeNsec, true, hostLife, OnlyA, host);
            Add(reverse, MdnsMessage.TypePtr, true, hostLife, new byte[0], host);
            Add(reverse, MdnsMessage.TypeNsec, true, hostLife, OnlyPtr, reverse);
            related[1 + ipv6Records] = denial;
            a.related = related;

            MdnsName enumeration = serviceCount == 0 ? null : new MdnsName("_services._dns-sd._udp.local");
            MdnsName[] types = new MdnsName[serviceCount];
            for (int i = 0; i < serviceCount; i++)
            {
                MdnsService service = services[i];
                int first = FirstOfType(services, i);
                if (first == i)
                {
                    types[i] = new MdnsName(service.Type + ".local");
                    Add(enumeration, MdnsMessage.TypePtr, false, serviceLife, new byte[0], types[i]);
                }

                MdnsName type = types[first];
                longest = type.length > longest ? type.length : longest;
                byte[] label = service.InstanceName == null ? hostLabel : System.Text.Encoding.UTF8.GetBytes(service.InstanceName);
                ClaimedName instance = new ClaimedName(label, type, false);
                byte[] place = new byte[6];
                BigEndian.WriteUInt16(place, 4, service.Port);
                MdnsRecord pointer = Add(type, MdnsMessage.TypePtr, false, serviceLife, new byte[0], instance);
                MdnsRecord text = Add(instance, MdnsMessage.TypeTxt, true, serviceLife, service.TextData(), null);
                MdnsRecord location = Add(instance, MdnsMessage.TypeSrv, true, hostLife, place, host);
                Add(instance, MdnsMessage.TypeNsec, true, hostLife, OnlyTxtAndSrv, instance);
                MdnsRecord[] ofPointer = new MdnsRecord[2 + related.Length];
                ofPointer[0] = location;
                ofPointer[1] = text;
                Array.Copy(related, 0, ofPointer, 2, related.Length);
                pointer.related = ofPointer;
                location.related = related;
                names[1 + i] = instance;
            }

            wanted = new MdnsName(ClaimedName.LongestName(longest));
        }

        /// <summary>Makes all names those that were wanted.</summary>
        internal void Reset()
        {
            for (int i = 0; i < names.Length; i++)
            {
                names[i].Reset();
            }
        }

        /// <summary>Whether one of the names is another than was wanted.</summary>
        internal bool HasDisplacedNames
        {
            get
            {
                for (int i = 0; i < names.Length; i++)
                {
                    if (names[i].IsDisplaced)
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        /// <summary>Looks whether the record that was read last says that another host has a name that this one had wanted.</summary>
        internal void Hear(DnsReader message)
        {
            for (int i = 0; i < names.Length; i++)
            {
                if (names[i].IsFree)
                {
                    names[i].SetWanted(wanted);
                    names[i].isHeard = wanted.IsAt(message, message.name);
                }
            }
        }

        /// <summary>Forgets who was heard to have wanted names.</summary>
        internal void ForgetHeard()
        {
            for (int i = 0; i < names.Length; i++)
            {
                names[i].isHeard = false;
            }
        }

        /// <summary>Asks who has the wanted names of which nobody was heard.</summary>
        /// <returns>False where there are none.</returns>
        internal bool WriteWantedNames(DnsWriter writer)
        {
            bool any = false;
            for (int i = 0; i < names.Length; i++)
            {
                if (names[i].IsFree)
                {
                    names[i].SetWanted(wanted);
                    any |= writer.WriteQuestion(wanted.bytes, wanted.length, MdnsMessage.TypeAny, DnsMessage.ClassInternet);
                }
            }

            return any;
        }

        /// <summary>Whether a record goes with a name for which a wanted one is free: others that remember it are to forget it.</summary>
        internal static bool GoesWithName(MdnsRecord record)
        {
            ClaimedName owner = record.owner as ClaimedName;
            ClaimedName target = record.unique ? null : record.target as ClaimedName;
            return (owner != null && owner.IsFree) || (target != null && target.IsFree);
        }

        /// <summary>Makes the names those that were wanted, where nobody else was heard to have them.</summary>
        /// <returns>How many.</returns>
        internal int TakeBackNames()
        {
            int count = 0;
            for (int i = 0; i < names.Length; i++)
            {
                if (names[i].IsFree)
                {
                    names[i].Reset();
                    count++;
                }
            }

            return count;
        }

        /// <summary>Says what the host's IPv4 address is; 0 for none.</summary>
        internal void SetAddress(uint address)
        {
            this.address = address;
            BigEndian.WriteUInt32(addressData, 0, address);
            reverse.SetReverse(address, reverseDomain);
            SetDenial();
        }

        /// <summary>Takes the host's IPv6 addresses.</summary>
        /// <param name="ipv6">Has them; null where there is no IPv6.</param>
        /// <returns>Whether they are others than before.</returns>
        internal bool TakeAddresses(InternetProtocol ipv6)
        {
            if (ipv6 == null)
            {
                return false;
            }

            ipv6Count = ipv6.WriteOwnAddresses(addresses, 0, Ipv6Addresses);
            Array.Clear(addresses, ipv6Count * IPAddress.Ipv6Length, addresses.Length - (ipv6Count * IPAddress.Ipv6Length));
            bool changed = false;
            for (int i = 0; i < addresses.Length; i++)
            {
                byte[] data = records[1 + (i / IPAddress.Ipv6Length)].data;
                changed |= data[i % IPAddress.Ipv6Length] != addresses[i];
                data[i % IPAddress.Ipv6Length] = addresses[i];
            }

            SetDenial();
            return changed;
        }

        // Of the types of address, what the host's name has.
        private void SetDenial()
        {
            denial.data = ipv6Count == 0 ? OnlyA : address == 0 ? OnlyAaaa : AAndAaaa;
        }

        /// <summary>The name that is probed for, if this is one.</summary>
        /// <returns>Null for any other name.</returns>
        internal ClaimedName FindName(DnsReader message, int at)
        {
            for (int i = 0; i < names.Length; i++)
            {
                if (names[i].IsAt(message, at))
                {
                    return names[i];
                }
            }

            return null;
        }

        /// <summary>Writes the question and the records with which all names are probed for (RFC 6762 section 8.1).</summary>
        /// <returns>False where not all of it fits.</returns>
        internal bool WriteProbe(DnsWriter writer)
        {
            bool fits = true;
            for (int i = 0; i < names.Length; i++)
            {
                fits &= writer.WriteQuestion(
                    names[i].bytes, names[i].length, MdnsMessage.TypeAny, DnsMessage.ClassInternet | MdnsMessage.UnicastResponse);
            }

            for (int i = 0; i < records.Length; i++)
            {
                // Without the bit for caches, which are not to learn from this (section 10.2).
                MdnsRecord record = records[i];
                if (record.type != MdnsMessage.TypeNsec && record.owner is ClaimedName && record.IsThere)
                {
                    fits &= record.Write(writer, DnsMessage.AuthorityCountOffset, DnsMessage.ClassInternet, record.timeToLive, true);
                }
            }

            return fits;
        }

        private static int FirstOfType(MdnsService[] services, int index)
        {
            for (int i = 0; i < index; i++)
            {
                if (services[i].Type == services[index].Type)
                {
                    return i;
                }
            }

            return index;
        }

        private static int Repetitions(MdnsService[] services, int serviceCount)
        {
            int repetitions = 0;
            for (int i = 0; i < serviceCount; i++)
            {
                if (FirstOfType(services, i) != i)
                {
                    repetitions++;
                }
            }

            return repetitions;
        }

        private MdnsRecord Add(MdnsName owner, int type, bool unique, int timeToLive, byte[] data, MdnsName target)
        {
            MdnsRecord record = new MdnsRecord(owner, type, unique, timeToLive, data, target);
            records[count++] = record;
            return record;
        }
    }
}
