using Nano.Net.Services;

namespace Nano.Net.InteropTests
{
    /// <summary>Our responder of multicast DNS next to Avahi's.</summary>
    public class MdnsTests
    {
        private static readonly LabOptions Options = new() { Stack = options => options.MulticastGroups = 1 };

        [SkippableFact]
        public void Avahi_ResolvesOurNameAndOurAddress() => Lab.Run(
            lab =>
            {
                using var avahi = new Avahi(lab.Kernel);
                using MdnsResponder responder = Start(lab);
                Assert.Equal("nano.local", responder.HostName);
                Assert.Equal($"{Lab.Address}", avahi.Resolve("nano.local"));
                Assert.Equal($"{Lab.Address}", avahi.Resolve("NANO.local"));
                Assert.Equal("nano.local", avahi.ResolveAddress($"{Lab.Address}"));
            },
            Options);

        [SkippableFact]
        public void Avahi_FindsOurServices() => Lab.Run(
            lab =>
            {
                using var avahi = new Avahi(lab.Kernel, "kernel", null, false, "_ipp._tcp");
                using MdnsResponder responder = Start(lab, new MdnsOptions
                {
                    Services =
                    [
                        new MdnsService { Port = 8080, InstanceName = "Nano's page; here", Text = ["path=/status", "v=1"] },
                        new MdnsService { Type = "_echo._udp", Port = 7 },
                    ],
                });
                Assert.Equal(["Nano\\039s\\032page\\059\\032here;nano.local;10.77.0.2;8080;\"v=1\" \"path=/status\""], avahi.Browse("_http._tcp"));
                Assert.Equal(["nano;nano.local;10.77.0.2;7;"], avahi.Browse("_echo._udp"));
                Assert.Equal(["_echo._udp", "_http._tcp", "_ipp._tcp"], avahi.BrowseTypes().Order());
            },
            Options);

        [SkippableFact]
        public void NameThatAvahiHas_IsLeftToIt() => Lab.Run(
            lab =>
            {
                using var avahi = new Avahi(lab.Kernel, "nano");
                using MdnsResponder responder = Start(lab);
                Assert.Equal("nano-2.local", responder.HostName);
                Assert.Equal($"{lab.Kernel.Address}", avahi.Resolve("nano.local"));
                Assert.Equal($"{Lab.Address}", avahi.Resolve("nano-2.local"));
                Assert.True(responder.Counters.Conflicts > 0);
            },
            Options);

        [SkippableFact]
        public void NameThatWeHave_IsLeftToUsByAvahi() => Lab.Run(
            lab =>
            {
                using MdnsResponder responder = Start(lab);
                using var avahi = new Avahi(lab.Kernel, "nano", expected: "nano-2");
                Assert.Equal("nano.local", responder.HostName);
                Assert.Equal($"{Lab.Address}", avahi.Resolve("nano.local"));
                Assert.Equal($"{lab.Kernel.Address}", avahi.Resolve("nano-2.local"));
            },
            Options);

        [SkippableFact]
        public void Goodbye_MakesAvahiForgetUs() => Lab.Run(
            lab =>
            {
                using var avahi = new Avahi(lab.Kernel);
                using MdnsResponder responder = Start(lab, new MdnsOptions { Services = [new MdnsService()] });
                Assert.Single(avahi.Browse("_http._tcp"));
                responder.Stop();

                // A second after the goodbye; of its own accord it would remember us for two minutes.
                lab.Eventually(() => avahi.Browse("_http._tcp").Length == 0, () => "still there");
                Assert.Null(avahi.Resolve("nano.local"));
            },
            Options);

        /// <summary>Over IPv6 alone: neither has the other's IPv4 messages.</summary>
        [SkippableFact]
        public void OverIPv6_AvahiResolvesOurName_AndCurlFindsUsByIt() => Lab.Run(
            lab =>
            {
                using var avahi = new Avahi(lab.Kernel, overIpv6: true);
                using MdnsResponder responder = Start(lab, new MdnsOptions { Services = [new MdnsService()] });
                string[] own = [.. lab.Interface6.GetAddresses().Select(address => $"{address.Address}")];
                Assert.Contains($"{Lab.Address6}", own);
                Assert.Contains(avahi.Resolve("nano.local")!.Split('%')[0], own);
                Assert.Equal("nano", Assert.Single(avahi.Browse("_http._tcp")).Split(';')[0]);
                using var telemetry = new Nano.Cli.HostTelemetry(lab.Runner, new Nano.Cli.TelemetrySettings("nano", 80, null, 0, 1000, 1));
                Assert.Contains("</html>", avahi.Curl("-6", "-f", "--compressed", "http://nano.local/").Succeeded().Output, StringComparison.Ordinal);
            },
            new LabOptions { IPv6 = true, Stack = options => options.MulticastGroups = 1 });

        [SkippableFact]
        public void OverIPv6_NameThatAvahiHas_IsLeftToIt() => Lab.Run(
            lab =>
            {
                using var avahi = new Avahi(lab.Kernel, "nano", overIpv6: true);
                using MdnsResponder responder = Start(lab);
                Assert.Equal("nano-2.local", responder.HostName);
                Assert.Contains(avahi.Resolve("nano-2.local")!.Split('%')[0], lab.Interface6.GetAddresses().Select(address => $"{address.Address}"));
            },
            new LabOptions { IPv6 = true, Stack = options => options.MulticastGroups = 1 });

        private static MdnsResponder Start(Lab lab, MdnsOptions? options = null)
        {
            var responder = new MdnsResponder(lab.Runner, options ?? new MdnsOptions());
            responder.Start();
            lab.Eventually(() => responder.State == MdnsState.Running, () => $"state {responder.State}", 20_000);
            return responder;
        }
    }
}
