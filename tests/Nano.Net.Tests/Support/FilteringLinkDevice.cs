using Nano.Net.Link;

namespace Nano.Net.Tests.Support;

/// <summary>A link device with a multicast filter, which only remembers what it was told.</summary>
internal sealed class FilteringLinkDevice() : LinkFilter(new FakeLinkDevice())
{
    /// <summary>The groups' hardware addresses, as it was told last; null where it was never told.</summary>
    public string[]? Groups { get; private set; }

    public override void SetMulticastGroups(byte[] addresses, int count) =>
        Groups = Enumerable.Range(0, count).Select(i => Convert.ToHexString(addresses, i * 6, 6)).ToArray();
}
