using Nano.Net.Management;

namespace Nano.Net.Tests.Management;

/// <summary>
/// Two pages of flash: a page is erased to ones, bit by bit in no order, and then programmed byte by byte. The power can be cut at
/// any of these steps, in the midst of one: then some bits of what was begun are done.
/// </summary>
internal sealed class FlashModel(int size, int seed) : ISettingsMedium
{
    private readonly byte[][] pages = [Blank(size), Blank(size)];
    private readonly Random random = new(seed);

    /// <summary>Steps until the power is cut; negative for never.</summary>
    public int StepsLeft { get; set; } = -1;

    /// <summary>Steps that were done: an erase, or a byte.</summary>
    public int Steps { get; private set; }

    /// <summary>The page that was begun to be written last.</summary>
    public int Written { get; private set; } = -1;

    public byte[] Page(int slot) => pages[slot];

    public int Read(int slot, byte[] buffer)
    {
        int count = Math.Min(buffer.Length, size);
        Array.Copy(pages[slot], buffer, count);
        return count;
    }

    public void Write(int slot, byte[] buffer, int count)
    {
        Written = slot;
        byte[] page = pages[slot];
        if (!Step())
        {
            // Some cells are erased, others not.
            for (int i = 0; i < size; i++)
            {
                page[i] |= (byte)random.Next(256);
            }

            throw new PowerCutException();
        }

        Array.Fill(page, (byte)0xFF);
        for (int i = 0; i < count; i++)
        {
            if (!Step())
            {
                page[i] &= (byte)(buffer[i] | random.Next(256));
                throw new PowerCutException();
            }

            page[i] &= buffer[i];
        }
    }

    private static byte[] Blank(int size)
    {
        byte[] page = new byte[size];
        Array.Fill(page, (byte)0xFF);
        return page;
    }

    private bool Step()
    {
        Steps++;
        return StepsLeft < 0 || StepsLeft-- > 0;
    }

    internal sealed class PowerCutException : Exception;
}
