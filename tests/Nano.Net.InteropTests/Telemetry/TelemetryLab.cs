using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Nano.Cli;

namespace Nano.Net.InteropTests.Telemetry
{
    /// <summary>The telemetry that `nano serve --http` has, on this stack, and programs of the kernel's host as its clients.</summary>
    internal sealed class TelemetryLab(Lab lab, HostTelemetry telemetry)
    {
        internal const string Token = "correct-horse-battery-staple";
        internal const string Bearer = "Authorization: Bearer " + Token;
        internal const int PushPort = 7000;

        /// <summary>Milliseconds from one sample to the next.</summary>
        internal const int Interval = 200;

        internal static readonly string Site = $"http://{Support.Lab.Address}";

        internal Lab Lab { get; } = lab;

        internal Nano.Net.Http.HttpCounters Counters => telemetry.Counters;

        /// <summary>Runs a test with a device.</summary>
        /// <param name="program">What the test wants installed.</param>
        /// <param name="package">The package that brings it.</param>
        /// <param name="test">The test.</param>
        /// <param name="token">The device's token; null for none.</param>
        /// <param name="options">How the lab is to be different.</param>
        /// <param name="connections">HTTP connections that the device takes at once.</param>
        /// <param name="hostName">One more name that requests may name.</param>
        /// <param name="name">The test's name.</param>
        internal static void Run(string program, string package, Action<TelemetryLab> test, string? token = Token, LabOptions? options = null, int connections = 64, string? hostName = null, [CallerMemberName] string name = "") => Lab.Run(
            lab =>
            {
                Program.Require("curl", "curl");
                Program.Require(program, package);
                using var telemetry = new HostTelemetry(lab.Runner, new TelemetrySettings("nano", 80, token, PushPort, Interval, 1, connections, hostName));
                test(new TelemetryLab(lab, telemetry));
                Assert.Equal(0, telemetry.Counters.HandlerFailures);
            },
            options,
            name);

        internal ProgramResult Curl(params string[] arguments) =>
            Lab.Kernel.Run("curl", ["-sS", "--max-time", "10", "--noproxy", "*", .. arguments]);

        /// <summary>What the heater is set to.</summary>
        internal int ReadHeater() =>
            (int)JsonNode.Parse(Curl("-f", $"{Site}/api/readings").Succeeded().Output)!["outputs"]![0]!["value"]!;
    }
}
