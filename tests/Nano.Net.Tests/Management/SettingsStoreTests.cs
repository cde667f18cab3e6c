using System.Diagnostics;
using System.Globalization;
using Nano.Net.Management;

namespace Nano.Net.Tests.Management;

public class SettingsStoreTests
{
    private const int Capacity = 64;

    [Fact]
    public void WhatIsKept_IsFoundAgain_TheNewestOfBothSlots()
    {
        FlashModel flash = new(256, 1);
        SettingsStore store = new(flash, Capacity);
        byte[] content = new byte[Capacity];
        Assert.Equal(-1, store.Load(content));
        for (int i = 0; i < 5; i++)
        {
            byte[] wanted = Content(i);
            store.Save(wanted, wanted.Length);
            Assert.Equal(i % 2, flash.Written);
            Assert.Equal(wanted, Load(flash));
        }

        // From another start on, too.
        store = new(flash, Capacity);
        store.Load(content);
        store.Save([], 0);
        Assert.Equal(1, flash.Written);
        Assert.Empty(Load(flash)!);
        store.Save(new byte[Capacity], Capacity);
        Assert.Equal(new byte[Capacity], Load(flash));
    }

    /// <summary>The power is cut at each step of a write: what is found is the old or the new, whole.</summary>
    [Fact]
    public void PowerCut_AtEachStep_LeavesTheOldOrTheNew()
    {
        int cuts = 0;
        for (int before = 0; before <= 3; before++)
        {
            int steps;
            for (int step = 0; ; step++)
            {
                FlashModel flash = new(256, step);
                SettingsStore store = new(flash, Capacity);
                for (int i = 0; i < before; i++)
                {
                    store.Save(Content(i), Content(i).Length);
                }

                byte[]? old = before == 0 ? null : Content(before - 1);
                byte[] wanted = Content(before);
                int begun = flash.Steps;
                flash.StepsLeft = step;
                bool isCut = false;
                try
                {
                    store.Save(wanted, wanted.Length);
                }
                catch (FlashModel.PowerCutException)
                {
                    isCut = true;
                }

                steps = flash.Steps - begun;
                flash.StepsLeft = -1;
                byte[]? found = Load(flash);
                if (!isCut)
                {
                    Assert.Equal(wanted, found);
                    break;
                }

                cuts++;
                Assert.True(Same(found, old) || Same(found, wanted), $"neither, after {before} and {step} steps");

                // And the next change works, in this run as in another.
                foreach (SettingsStore next in new[] { store, new SettingsStore(flash, Capacity) })
                {
                    next.Load(new byte[Capacity]);
                    next.Save(Content(9), Content(9).Length);
                    Assert.Equal(Content(9), Load(flash));
                }
            }

            Assert.Equal(1 + 26 + Content(before).Length, steps);
        }

        Assert.True(cuts > 100);
    }

    /// <summary>Cut after cut: the settings never go back behind what was once kept.</summary>
    [Fact]
    public void PowerCuts_OneAfterTheOther_NeverLoseWhatWasKept()
    {
        Random random = new(3);
        FlashModel flash = new(256, 4);
        byte[]? kept = null;
        for (int i = 0; i < 3000; i++)
        {
            SettingsStore store = new(flash, Capacity);
            store.Load(new byte[Capacity]);
            byte[] wanted = Content(i);
            flash.StepsLeft = random.Next(1 + 26 + wanted.Length + 5);
            try
            {
                store.Save(wanted, wanted.Length);
                kept = wanted;
            }
            catch (FlashModel.PowerCutException)
            {
                flash.StepsLeft = -1;
                byte[]? found = Load(flash);
                Assert.True(Same(found, kept) || Same(found, wanted), $"neither, in round {i}");
                kept = found;
            }

            flash.StepsLeft = -1;
            Assert.Equal(kept, Load(flash));
        }
    }

    [Fact]
    public void AnyChangedByte_OfASlot_MakesTheOtherCount()
    {
        FlashModel flash = new(256, 1);
        SettingsStore store = new(flash, Capacity);
        store.Save(Content(1), Content(1).Length);
        store.Save(Content(2), Content(2).Length);
        for (int i = 0; i < 26 + Content(2).Length; i++)
        {
            flash.Page(1)[i] ^= 0x10;
            Assert.Equal(Content(1), Load(flash));
            flash.Page(1)[i] ^= 0x10;
        }

        Assert.Equal(Content(2), Load(flash));
    }

    [Fact]
    public void Numbers_GoOnPastTheirWrap()
    {
        FlashModel flash = new(256, 1);
        SettingsStore store = new(flash, Capacity);
        typeof(SettingsStore).GetField("number", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.SetValue(store, uint.MaxValue - 2);
        for (int i = 0; i < 6; i++)
        {
            store.Save(Content(i), Content(i).Length);
            Assert.Equal(Content(i), Load(flash));
        }
    }

    [Fact]
    public void WhatCannotBeReadBack_IsAFailure_AndTheOldCounts()
    {
        FlashModel flash = new(256, 1);
        WornOut worn = new(flash);
        SettingsStore store = new(worn, Capacity);
        store.Save(Content(1), Content(1).Length);
        worn.Stuck = 30;
        Assert.Throws<InvalidOperationException>(() => store.Save(Content(2), Content(2).Length));
        Assert.Equal(Content(1), Load(worn));
        worn.Stuck = -1;
        store.Save(Content(3), Content(3).Length);
        Assert.Equal(Content(3), Load(worn));
    }

    [Fact]
    public void Sizes_AreChecked()
    {
        FlashModel flash = new(256, 1);
        Assert.Throws<ArgumentNullException>(() => new SettingsStore(null, 64));
        Assert.Throws<ArgumentException>(() => new SettingsStore(flash, 15));
        Assert.Throws<ArgumentException>(() => new SettingsStore(flash, 32769));
        SettingsStore store = new(flash, Capacity);
        Assert.Throws<ArgumentException>(() => store.Load(new byte[Capacity - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Save(new byte[Capacity + 1], Capacity + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Save(new byte[1], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Save(new byte[1], -1));
    }

    /// <summary>A process that keeps settings is killed at 200 random moments: it has kept all that it said it had, or one more, whole.</summary>
    [Fact]
    public void ProcessThatIsKilled_LeavesTheOldOrTheNew()
    {
        string folder = Directory.CreateTempSubdirectory("nano-settings-").FullName;
        try
        {
            string path = Path.Combine(folder, "settings");
            Random random = new(7);
            byte[] content = new byte[1024];
            uint last = 0;
            for (int i = 0; i < 200; i++)
            {
                uint said = last;
                using (Process writer = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nano.Net.SettingsWriter.dll"), path]) { RedirectStandardOutput = true })!)
                {
                    // Its first one, so that it is in the midst of the next ones.
                    said = uint.Parse(writer.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
                    Thread.Sleep(random.Next(10));
                    writer.Kill();
                    writer.WaitForExit();
                    foreach (string line in writer.StandardOutput.ReadToEnd().Split('\n')[..^1])
                    {
                        said = uint.Parse(line, CultureInfo.InvariantCulture);
                    }
                }

                SettingsStore store = new(new FileSettingsMedium(path), 1024);
                int length = store.Load(content);
                uint found = BitConverter.ToUInt32(content);
                Assert.InRange(found, said, said + 1);
                Assert.Equal((int)(found % 1000) + 4, length);
                Assert.All(content[4..length], b => Assert.Equal((byte)found, b));
                last = found;
            }

            Assert.True(last > 200);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path + ".0"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What cannot be read is not known to be empty: a device that took it so would let anybody choose a password.</summary>
    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void MediumThatCannotBeRead_IsNoEmptyOne(bool first, bool second, bool throws)
    {
        FlashModel flash = new(1024, 1);
        new SettingsStore(flash, Capacity).Save([1, 2, 3], 3);
        SettingsStore store = new(new Unreadable(flash, first, second), Capacity);
        byte[] content = new byte[Capacity];
        if (throws)
        {
            Assert.Equal("the settings cannot be read: no such luck", Assert.Throws<InvalidOperationException>(() => store.Load(content)).Message);
        }
        else
        {
            Assert.Equal(3, store.Load(content));
        }
    }

    private static byte[] Content(int number)
    {
        byte[] content = new byte[5 + (number * 7 % 40)];
        new Random(number).NextBytes(content);
        return content;
    }

    private static byte[]? Load(ISettingsMedium medium)
    {
        byte[] content = new byte[Capacity];
        int length = new SettingsStore(medium, Capacity).Load(content);
        return length < 0 ? null : content[..length];
    }

    private static bool Same(byte[]? a, byte[]? b) => a == null || b == null ? a == b : a.SequenceEqual(b);

    private sealed class Unreadable(ISettingsMedium inner, bool first, bool second) : ISettingsMedium
    {
        public int Read(int slot, byte[] buffer) => (slot == 0 ? first : second) ? throw new IOException("no such luck") : inner.Read(slot, buffer);

        public void Write(int slot, byte[] buffer, int count) => inner.Write(slot, buffer, count);
    }

    private sealed class WornOut(ISettingsMedium inner) : ISettingsMedium
    {
        public int Stuck { get; set; } = -1;

        public int Read(int slot, byte[] buffer)
        {
            int count = inner.Read(slot, buffer);
            if (Stuck >= 0 && slot == 1)
            {
                buffer[Stuck] ^= 1;
            }

            return count;
        }

        public void Write(int slot, byte[] buffer, int count) => inner.Write(slot, buffer, count);
    }
}
