using System.Net.NetworkInformation;
using Nano.Workbench;

namespace Nano.Net.Tests.Workbench
{
    public class LabServerTests
    {
        /// <summary>ASP.NET Core takes addresses from its environment, too.</summary>
        [Fact]
        public async Task Server_ListensOnLoopbackAlone_WhateverTheEnvironmentSays()
        {
            const string Variable = "Kestrel__Endpoints__Other__Url";
            const int OtherPort = 18_766;
            Environment.SetEnvironmentVariable(Variable, $"http://0.0.0.0:{OtherPort}");
            try
            {
                await using LabServer server = await LabServer.StartAsync(new LabServerOptions());
                Assert.StartsWith("http://127.0.0.1:", server.Address, StringComparison.Ordinal);
                Assert.DoesNotContain(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == OtherPort);
            }
            finally
            {
                Environment.SetEnvironmentVariable(Variable, null);
            }
        }
    }
}
