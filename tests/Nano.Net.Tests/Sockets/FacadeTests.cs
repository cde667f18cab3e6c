extern alias Facade;
using Mono.Cecil;

namespace Nano.Net.Tests.Sockets
{
    /// <summary>Nano.System.Net, which takes the place of nanoFramework's System.Net.</summary>
    public class FacadeTests
    {
        /// <summary>What nanoFramework's M2Mqtt 5.1.220, System.Net.Http 1.5.210, WebServer 1.2.151 and System.Net.Sockets.TcpClient 1.1.129 use of System.Net.</summary>
        private static readonly string[] Used =
        [
            "M System.Boolean System.Net.IPAddress::op_Equality(System.Net.IPAddress,System.Net.IPAddress)",
            "M System.Boolean System.Net.IPAddress::op_Inequality(System.Net.IPAddress,System.Net.IPAddress)",
            "M System.Boolean System.Net.Sockets.NetworkStream::get_DataAvailable()",
            "M System.Boolean System.Net.Sockets.Socket::Poll(System.Int32,System.Net.Sockets.SelectMode)",
            "M System.Int32 System.Net.Sockets.Socket::Receive(System.Byte[],System.Int32,System.Int32,System.Net.Sockets.SocketFlags)",
            "M System.Int32 System.Net.Sockets.Socket::Send(System.Byte[],System.Int32,System.Int32,System.Net.Sockets.SocketFlags)",
            "M System.Int32 System.Net.Sockets.Socket::get_Available()",
            "M System.Int32 System.Net.Sockets.SocketException::get_ErrorCode()",
            "M System.Net.EndPoint System.Net.Sockets.Socket::get_LocalEndPoint()",
            "M System.Net.EndPoint System.Net.Sockets.Socket::get_RemoteEndPoint()",
            "M System.Net.IPAddress System.Net.IPAddress::GetDefaultLocalAddress()",
            "M System.Net.IPAddress System.Net.IPAddress::Parse(System.String)",
            "M System.Net.IPAddress System.Net.IPEndPoint::get_Address()",
            "M System.Net.IPAddress[] System.Net.IPHostEntry::get_AddressList()",
            "M System.Net.IPHostEntry System.Net.Dns::GetHostEntry(System.String)",
            "M System.Net.NetworkInformation.NetworkInterface[] System.Net.NetworkInformation.NetworkInterface::GetAllNetworkInterfaces()",
            "M System.Net.Sockets.AddressFamily System.Net.IPAddress::get_AddressFamily()",
            "M System.Net.Sockets.AddressFamily System.Net.IPEndPoint::get_AddressFamily()",
            "M System.Net.Sockets.Socket System.Net.Sockets.Socket::Accept()",
            "M System.Object System.Net.Sockets.Socket::GetSocketOption(System.Net.Sockets.SocketOptionLevel,System.Net.Sockets.SocketOptionName)",
            "M System.Void System.Net.IPEndPoint::.ctor(System.Net.IPAddress,System.Int32)",
            "M System.Void System.Net.Security.SslStream::.ctor(System.Net.Sockets.Socket)",
            "M System.Void System.Net.Security.SslStream::AuthenticateAsClient(System.String,System.Security.Cryptography.X509Certificates.X509Certificate,System.Security.Cryptography.X509Certificates.X509Certificate,System.Net.Security.SslProtocols)",
            "M System.Void System.Net.Security.SslStream::AuthenticateAsServer(System.Security.Cryptography.X509Certificates.X509Certificate,System.Boolean,System.Net.Security.SslProtocols)",
            "M System.Void System.Net.Security.SslStream::set_SslVerification(System.Net.Security.SslVerification)",
            "M System.Void System.Net.Security.SslStream::set_UseStoredDeviceCertificate(System.Boolean)",
            "M System.Void System.Net.Sockets.NetworkStream::.ctor(System.Net.Sockets.Socket)",
            "M System.Void System.Net.Sockets.NetworkStream::.ctor(System.Net.Sockets.Socket,System.Boolean)",
            "M System.Void System.Net.Sockets.Socket::.ctor(System.Net.Sockets.AddressFamily,System.Net.Sockets.SocketType,System.Net.Sockets.ProtocolType)",
            "M System.Void System.Net.Sockets.Socket::Bind(System.Net.EndPoint)",
            "M System.Void System.Net.Sockets.Socket::Close()",
            "M System.Void System.Net.Sockets.Socket::Connect(System.Net.EndPoint)",
            "M System.Void System.Net.Sockets.Socket::GetSocketOption(System.Net.Sockets.SocketOptionLevel,System.Net.Sockets.SocketOptionName,System.Byte[])",
            "M System.Void System.Net.Sockets.Socket::Listen(System.Int32)",
            "M System.Void System.Net.Sockets.Socket::SetSocketOption(System.Net.Sockets.SocketOptionLevel,System.Net.Sockets.SocketOptionName,System.Boolean)",
            "M System.Void System.Net.Sockets.Socket::SetSocketOption(System.Net.Sockets.SocketOptionLevel,System.Net.Sockets.SocketOptionName,System.Byte[])",
            "M System.Void System.Net.Sockets.Socket::SetSocketOption(System.Net.Sockets.SocketOptionLevel,System.Net.Sockets.SocketOptionName,System.Int32)",
            "M System.Void System.Net.Sockets.SocketException::.ctor(System.Net.Sockets.SocketError)",
            "M System.Void System.Security.Cryptography.X509Certificates.X509Certificate::.ctor(System.Byte[])",
            "T System.Net.Dns",
            "T System.Net.EndPoint",
            "T System.Net.IPAddress",
            "T System.Net.IPEndPoint",
            "T System.Net.IPHostEntry",
            "T System.Net.NetworkInformation.NetworkInterface",
            "T System.Net.Security.SslProtocols",
            "T System.Net.Security.SslStream",
            "T System.Net.Security.SslVerification",
            "T System.Net.Sockets.AddressFamily",
            "T System.Net.Sockets.NetworkStream",
            "T System.Net.Sockets.ProtocolType",
            "T System.Net.Sockets.SelectMode",
            "T System.Net.Sockets.Socket",
            "T System.Net.Sockets.SocketError",
            "T System.Net.Sockets.SocketException",
            "T System.Net.Sockets.SocketFlags",
            "T System.Net.Sockets.SocketOptionLevel",
            "T System.Net.Sockets.SocketOptionName",
            "T System.Net.Sockets.SocketType",
            "T System.Security.Cryptography.X509Certificates.X509Certificate",
        ];

        [Fact]
        public void WhatTheLibrariesUse_IsThere()
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(Facade::System.Net.Dns).Assembly.Location);
            HashSet<string> found = [.. module.Types.Where(type => type.IsPublic).SelectMany(type => type.Methods
                .Where(method => method.IsPublic)
                .Select(method => $"M {method.FullName}")
                .Concat(type.Fields.Select(field => $"F {field.FullName}"))
                .Append($"T {type.FullName}"))];

            Assert.Empty(Used.Except(found));
        }

        [Fact]
        public void Enumerations_HaveTheNumbersThatLibrariesWereCompiledWith()
        {
            int compared = 0;
            foreach (Type type in typeof(Facade::System.Net.Dns).Assembly.GetExportedTypes().Where(type => type.IsEnum))
            {
                foreach (string name in Enum.GetNames(type))
                {
                    foreach (Type other in Counterparts(type).Where(other => Enum.IsDefined(other, name)))
                    {
                        Assert.Equal((type, name, Number(other, name)), (type, name, Number(type, name)));
                        compared++;
                    }
                }
            }

            Assert.True(compared > 200, $"only {compared} were compared");
        }

        [Fact]
        public void EveryNumberThatTheStackKnows_IsPassedOn()
        {
            foreach (Type type in typeof(Nano.Net.Sockets.Socket).Assembly.GetExportedTypes().Where(type => type.IsEnum))
            {
                Type? facade = typeof(Facade::System.Net.Dns).Assembly.GetType($"System.Net.Sockets.{type.Name}");
                foreach (string name in facade == null ? [] : Enum.GetNames(type).Intersect(Enum.GetNames(facade)))
                {
                    Assert.Equal((type, name, Number(type, name)), (type, name, Number(facade!, name)));
                }
            }
        }

        [Theory]
        [InlineData("192.0.2.7")]
        [InlineData("2001:db8::7")]
        public void EndPoint_GoesThroughASocketAddressAndBack(string address)
        {
            var point = new Facade::System.Net.IPEndPoint(Facade::System.Net.IPAddress.Parse(address), 8080);

            Facade::System.Net.SocketAddress bytes = point.Serialize();

            Assert.Equal((byte)(8080 >> 8), bytes[2]);
            Assert.Equal((byte)(8080 & 0xFF), bytes[3]);
            Assert.Equal(point, point.Create(bytes));
            Assert.Equal(point.AddressFamily, bytes.Family);
            Assert.Equal(point.GetHashCode(), point.Create(bytes).GetHashCode());
        }

        [Fact]
        public void Addresses_AreComparedByWhatTheySay()
        {
            var one = new Facade::System.Net.IPAddress(new byte[] { 192, 0, 2, 7 });
            Facade::System.Net.IPAddress other = Facade::System.Net.IPAddress.Parse("192.0.2.7");

            Assert.True(one == other);
            Assert.False(one != other);
            Assert.True(one.Equals((object)other));
            Assert.False(one == Facade::System.Net.IPAddress.Parse("192.0.2.8"));
            Assert.False(one == null);
            Assert.True((Facade::System.Net.IPAddress?)null == null);
            Assert.Equal(one.GetHashCode(), other.GetHashCode());
            Assert.Equal(other, new Facade::System.Net.IPAddress(0x070200C0L));
            Assert.Equal("192.0.2.7", one.ToString());
        }

        [Fact]
        public void ScopeOfAnIPv4Address_IsRefusedWithTheFacadesOwnException()
        {
            Facade::System.Net.IPAddress address = Facade::System.Net.IPAddress.Loopback;

            var thrown = Assert.Throws<Facade::System.Net.Sockets.SocketException>(() => address.ScopeId);

            Assert.Equal((int)Facade::System.Net.Sockets.SocketError.OperationNotSupported, thrown.ErrorCode);
        }

        // .NET's enumeration of the same name, wherever it is.
        private static IEnumerable<Type> Counterparts(Type type) => new[] { typeof(System.Net.Sockets.Socket), typeof(System.Net.IPAddress), typeof(System.Net.Security.SslStream), typeof(System.Net.NetworkInformation.NetworkInterface) }
            .Select(known => known.Assembly.GetType(type.FullName!))
            .OfType<Type>();

        private static long Number(Type type, string name) => Convert.ToInt64(Enum.Parse(type, name), System.Globalization.CultureInfo.InvariantCulture);
    }
}
