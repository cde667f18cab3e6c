using System.Buffers.Binary;
using Nano.Net.Wire;

namespace Nano.Emulator
{
    /// <summary>Names messages of ICMP (RFC 792) and of IGMP (RFC 2236, RFC 3376).</summary>
    internal static class IcmpText
    {
        /// <summary>Describes a message of ICMP.</summary>
        /// <param name="message">Its bytes, 8 at least.</param>
        /// <param name="length">How many it had.</param>
        public static string Describe(ReadOnlySpan<byte> message, int length)
        {
            int code = message[IcmpMessage.CodeOffset];
            string quoted = FrameText.Quoted(message[IcmpMessage.HeaderLength..]);
            return "ICMP " + message[IcmpMessage.TypeOffset] switch
            {
                IcmpMessage.EchoReply => $"echo reply, {Echo(message, length)}",
                IcmpMessage.EchoRequest => $"echo request, {Echo(message, length)}",
                IcmpMessage.DestinationUnreachable => $"destination unreachable: {Unreachable(code, message)}{quoted}",
                IcmpMessage.SourceQuench => $"source quench{quoted}",
                IcmpMessage.Redirect => $"redirect to {ObservedPacket.AddressOf(message.Slice(4, 4))}{quoted}",
                IcmpMessage.TimeExceeded => $"time exceeded: {(code == IcmpMessage.ReassemblyTimeExceeded ? "reassembly" : "time to live")}{quoted}",
                IcmpMessage.ParameterProblem => $"parameter problem at {message[4]}{quoted}",
                var other => $"type {other}, code {code}",
            };
        }

        /// <summary>Describes a message of IGMP.</summary>
        /// <param name="message">Its bytes, 8 at least.</param>
        public static string DescribeIgmp(ReadOnlySpan<byte> message)
        {
            string group = $"{ObservedPacket.AddressOf(message.Slice(4, 4))}";
            return "IGMP " + message[0] switch
            {
                0x11 => group == "0.0.0.0" ? "query" : $"query for {group}",
                0x12 => $"version 1 report of {group}",
                0x16 => $"version 2 report of {group}",
                0x17 => $"leave of {group}",
                0x22 => $"version 3 report of {BinaryPrimitives.ReadUInt16BigEndian(message[6..])} groups",
                var other => $"type {other}",
            };
        }

        /// <summary>Identifier, number and size of an echo.</summary>
        internal static string Echo(ReadOnlySpan<byte> message, int length) =>
            $"identifier {BinaryPrimitives.ReadUInt16BigEndian(message[4..])}, sequence {BinaryPrimitives.ReadUInt16BigEndian(message[6..])}, {length - IcmpMessage.HeaderLength} bytes";

        private static string Unreachable(int code, ReadOnlySpan<byte> message) => code switch
        {
            IcmpMessage.NetworkUnreachable => "network",
            IcmpMessage.HostUnreachable => "host",
            IcmpMessage.ProtocolUnreachable => "protocol",
            IcmpMessage.PortUnreachable => "port",
            IcmpMessage.FragmentationNeeded => $"fragmentation needed, MTU {BinaryPrimitives.ReadUInt16BigEndian(message[IcmpMessage.NextHopMtuOffset..])}",
            IcmpMessage.NetworkProhibited or IcmpMessage.HostProhibited or IcmpMessage.CommunicationProhibited => "prohibited",
            _ => $"code {code}",
        };
    }
}
