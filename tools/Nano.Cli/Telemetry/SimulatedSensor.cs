using Nano.Emulator;
using Nano.Net.Sockets;

namespace Nano.Cli
{
    /// <summary>
    /// A room with a heater, for a device that has none: its temperature wanders, and follows the heater as a real one
    /// would, so that there is something to see and something to set.
    /// </summary>
    internal sealed class SimulatedSensor(IClock clock, ulong seed)
    {
        private const double Outside = 16;
        private const double Gain = 0.12;
        private const double TimeConstant = 12_000;

        private readonly RandomSource random = new(seed);
        private long at = clock.Milliseconds;
        private double temperature = 20.5;
        private double humidity = 46;

        /// <summary>How far the heater is turned up, in percent.</summary>
        public long Heater { get; set; } = 40;

        /// <summary>Hundredths of a degree Celsius, now.</summary>
        public long ReadTemperature()
        {
            long now = clock.Milliseconds;
            double passed = Math.Min(now - at, 60_000);
            at = now;
            double goal = Outside + (Gain * Heater);
            temperature += (goal - temperature) * (1 - Math.Exp(-passed / TimeConstant));
            return (long)Math.Round((temperature + Noise(0.12)) * 100);
        }

        /// <summary>Tenths of a percent of relative humidity, now: warm air is drier.</summary>
        public long ReadHumidity()
        {
            humidity += ((66 - temperature - humidity) * 0.05) + Noise(0.25);
            return (long)Math.Round(humidity * 10);
        }

        private double Noise(double width) => (random.NextDouble() - 0.5) * 2 * width;
    }
}
