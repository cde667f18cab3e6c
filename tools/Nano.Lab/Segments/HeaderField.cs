namespace Nano.Workbench
{
    /// <summary>A field of a header: where it stands and what it says. Its meaning is the page's to tell, by the key.</summary>
    /// <param name="Key">Names the field: "tcp.seq" for example.</param>
    /// <param name="Offset">Index of its first byte in the frame.</param>
    /// <param name="Length">Bytes; a field of some bits counts the bytes that it is in.</param>
    /// <param name="Value">What it says.</param>
    /// <param name="Rfc">Where it is defined.</param>
    internal sealed record HeaderField(string Key, int Offset, int Length, string Value, string Rfc);
}
