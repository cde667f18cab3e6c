using Nano.Net.Telemetry;

namespace Nano.Net.Tests.Telemetry;

public class ReadingRegistryTests
{
    private readonly ReadingRegistry registry = new(capacity: 3, outputCapacity: 1, history: 4);

    [Fact]
    public void Sample_AsksEveryReadingInTurn()
    {
        long number = 40;
        Reading gauge = registry.AddGauge("level", "mm", "Level of the tank", 1, () => ++number);
        Reading text = registry.AddText("mode", "What it does", () => "mode " + number);

        registry.Sample(uptime: 1000);

        Assert.Equal(41, gauge.Value);
        Assert.Equal("mode 41", text.Text);
        Assert.Equal(1, registry.Sequence);
    }

    [Fact]
    public void SourceThatFails_MakesItsReadingUnavailable_AndIsCounted()
    {
        bool fails = false;
        Reading broken = registry.AddGauge("broken", "", "", 0, () => fails ? throw new InvalidOperationException("no sensor") : 7);
        Reading text = registry.AddText("text", "", () => fails ? throw new InvalidOperationException("no sensor") : "seven");
        Reading whole = registry.AddGauge("whole", "", "", 0, () => fails ? 2 : 1);
        registry.Sample(uptime: 1000);
        fails = true;

        registry.Sample(uptime: 2000);

        Assert.Equal((7, "seven", 2, 2, 2), (broken.Value, text.Text, whole.Value, registry.Sequence, registry.SourceFailures));
        Assert.Equal((false, false, true), (broken.IsAvailable, text.IsAvailable, whole.IsAvailable));
        Assert.Equal([7, Reading.Unavailable], broken.samples[..2]);
        registry.Sample(uptime: 3000);
        Assert.Equal((2500, 2500, -1), (registry.UnavailableFor(broken, 4500), registry.UnavailableFor(text, 4500), registry.UnavailableFor(whole, 4500)));
        fails = false;
        registry.Sample(uptime: 5000);
        Assert.Equal((true, true, -1), (broken.IsAvailable, text.IsAvailable, registry.UnavailableFor(broken, 5000)));
    }

    [Fact]
    public void SourceWithoutAValue_IsUnavailable_AndNoFailure()
    {
        long number = Reading.Unavailable;
        Reading gauge = registry.AddGauge("level", "", "", 0, () => number);
        Reading time = registry.AddTime("time", "", () => number);

        registry.Sample(1000);
        Assert.Equal((false, false, 0), (gauge.IsAvailable, time.IsAvailable, registry.SourceFailures));
        number = 5;
        registry.Sample(2000);
        Assert.Equal((true, true, 5, 5), (gauge.IsAvailable, time.IsAvailable, gauge.Value, time.Value));
    }

    [Fact]
    public void Constant_IsThereBeforeTheFirstSample_AndAfterIt()
    {
        Reading version = registry.AddConstant("version", "Version", "1.2");
        registry.Sample(1000);
        Assert.Equal(("1.2", true, ReadingKind.Text), (version.Text, version.IsAvailable, version.Kind));
    }

    /// <summary>Whoever looks while a source takes its time sees the sample before, and its age.</summary>
    [Fact]
    public async Task SourceThatTakesLong_HoldsNobodyUp()
    {
        using ManualResetEventSlim asked = new(), goOn = new();
        bool waits = false;
        Reading fast = registry.AddGauge("fast", "", "", 0, () => waits ? 2 : 1);
        Reading slow = registry.AddGauge("slow", "", "", 0, () =>
        {
            if (waits)
            {
                asked.Set();
                goOn.Wait(TimeSpan.FromSeconds(60));
            }

            return 1;
        });
        Assert.Equal(-1, registry.AgeAt(500));
        registry.Sample(1000);
        waits = true;
        Task sample = Task.Run(() => registry.Sample(2000));
        Assert.True(asked.Wait(TimeSpan.FromSeconds(60)));

        Assert.Equal((1, 1, 10_999), (registry.Sequence, fast.Value, registry.AgeAt(11_999)));
        Assert.Equal((-1, 10_000, -1), (registry.UnavailableFor(slow, 11_999), registry.UnavailableFor(slow, 12_000), registry.UnavailableFor(fast, 12_000)));
        goOn.Set();
        await sample.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal((2, 2, 0, -1), (registry.Sequence, fast.Value, registry.AgeAt(2000), registry.UnavailableFor(slow, 12_000)));
    }

    [Fact]
    public void History_KeepsTheLatestSamplesAndForgetsTheOthers()
    {
        long number = 0;
        Reading gauge = registry.AddGauge("level", "", "", 0, () => ++number);

        for (int i = 1; i <= 6; i++)
        {
            registry.Sample(1000 * i);
        }

        Assert.Equal(4, registry.SampleCount);
        Assert.Equal(-1, registry.SlotOf(2));
        Assert.Equal(-1, registry.SlotOf(7));
        Assert.Equal([3, 4, 5, 6], Enumerable.Range(3, 4).Select(i => gauge.samples[registry.SlotOf(i)]));
        Assert.Equal(6000, registry.times[registry.SlotOf(6)]);
    }

    [Fact]
    public void NullText_CountsAsEmpty()
    {
        Reading text = registry.AddText("mode", "", () => null);

        registry.Sample(0);

        Assert.Equal("", text.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("2nd")]
    [InlineData("with space")]
    [InlineData("straße")]
    [InlineData("with-dash")]
    public void ImpossibleName_IsRefused(string? name)
    {
        Assert.Throws<ArgumentException>(() => registry.AddCounter(name!, "", "", () => 0));
        Assert.Throws<ArgumentException>(() => registry.AddOutput(name!, "", 0, 1, 0, _ => { }));
    }

    [Fact]
    public void SecondReadingOfAName_IsRefused()
    {
        registry.AddCounter("a", "", "", () => 0);

        Assert.Throws<ArgumentException>(() => registry.AddText("a", "", () => ""));
    }

    [Fact]
    public void FullRegistry_SaysForHowManyItWasMade()
    {
        registry.AddCounter("a", "", "", () => 0);
        registry.AddCounter("b", "", "", () => 0);
        registry.AddCounter("c", "", "", () => 0);

        Assert.Contains("made for 3", Assert.Throws<InvalidOperationException>(() => registry.AddCounter("d", "", "", () => 0)).Message);
    }

    [Fact]
    public void FixedRegistry_TakesNoMore()
    {
        registry.Fix(null!);

        Assert.Throws<InvalidOperationException>(() => registry.AddCounter("a", "", "", () => 0));
        Assert.Throws<InvalidOperationException>(() => registry.AddOutput("a", "", 0, 1, 0, _ => { }));
    }

    [Fact]
    public void Output_TakesWhatIsInItsRange()
    {
        long told = -1;
        Output output = registry.AddOutput("led", "Light", 0, 255, 7, value => told = value);

        Assert.False(output.TrySet(256));
        Assert.False(output.TrySet(-1));
        Assert.Equal((-1, 7), (told, output.Value));
        Assert.True(output.TrySet(255));
        Assert.Equal((255, 255), (told, output.Value));
        Assert.Same(output, registry.FindOutput("led"));
        Assert.Null(registry.FindOutput("LED"));
    }

    [Fact]
    public void Sampling_DoesNotAllocate()
    {
        registry.AddGauge("level", "", "", 0, () => 1);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                registry.Sample(i);
            }
        }));
    }
}
