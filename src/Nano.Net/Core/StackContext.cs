namespace Nano.Net.Core
{
    /// <summary>What all layers of one stack share: its time, its deadlines, its random numbers.</summary>
    internal sealed class StackContext
    {
        /// <summary>The time in milliseconds that the stack was last told. Nothing in the core reads a clock.</summary>
        internal long now;

        /// <summary>The deadlines.</summary>
        internal readonly TimerQueue timers;

        /// <summary>F() of RFC 6528 (initial sequence numbers) and RFC 6056 (ports), keyed with this stack's secret.</summary>
        internal readonly KeyedHash hash;

        /// <summary>What was thrown by parts that are not the stack's.</summary>
        internal readonly FaultLog faults = new FaultLog();

        /// <summary>An application's callback is running, under the stack's lock.</summary>
        internal bool inCallback;

        /// <summary>
        /// How many more events go into the key of <see cref="hash"/>. None where the application has given a secret, nor once
        /// TCP uses it: its sequence numbers and cookies rest on a key that stays.
        /// </summary>
        internal int eventsToMix;

        private uint randomState;

        internal StackContext(int timerCapacity, uint key0, uint key1)
        {
            timers = new TimerQueue(timerCapacity);
            hash = new KeyedHash(key0, key1);
        }

        /// <summary>
        /// Takes something that happened into the secret: a key drawn from a clock alone has no more to guess than that clock's
        /// readings, and who is far away knows neither what else this host hears nor when.
        /// </summary>
        /// <param name="what">A word that tells what has happened.</param>
        internal void Mix(uint what)
        {
            if (eventsToMix > 0)
            {
                eventsToMix--;
                hash.Mix((uint)now, what);
            }
        }

        /// <summary>Nothing more goes into the secret: from now on TCP rests on it.</summary>
        internal void SettleSecret()
        {
            eventsToMix = 0;
        }

        /// <summary>A number that an observer without the key cannot foretell; used for jitter, identifications and probes.</summary>
        internal uint NextRandom()
        {
            return hash.Compute(++randomState, (uint)now, 0x52414E44);
        }
    }
}
