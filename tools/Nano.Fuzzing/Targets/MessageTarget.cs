using Nano.Emulator;

namespace Nano.Fuzzing
{
    /// <summary>A target that takes messages: whole ones that are right, and what is made of them.</summary>
    internal abstract class MessageTarget : Target
    {
        /// <summary>Right messages, of every kind.</summary>
        private protected abstract byte[][] Usual { get; }

        /// <summary>What such messages are made of; put in here and there.</summary>
        private protected virtual byte[][] Words => [];

        /// <summary>Bytes that a message may have.</summary>
        private protected virtual int MostBytes => 1024;

        /// <summary>Bytes at the beginning that mostly stay as they are, lest all be turned away at the door.</summary>
        private protected virtual int Kept => 0;

        /// <summary>How many variants there are.</summary>
        private protected virtual int Variants => 1;

        internal override bool Knows(Step step) => step is MessageStep;

        internal override Step Draw(RandomSource random)
        {
            var message = new MessageStep { Bytes = random.Pick<byte[]>(Usual) };
            if (random.OneIn(8))
            {
                message = message with { Variant = random.Below(Variants) };
            }

            return random.OneIn(3) ? message : Change(message, random);
        }

        internal override Step Change(Step step, RandomSource random)
        {
            var message = (MessageStep)step;
            if (Variants > 1 && random.OneIn(8))
            {
                return message with { Variant = random.Below(Variants) };
            }

            byte[] bytes = message.Bytes;
            if (Words.Length > 0 && random.OneIn(3))
            {
                byte[] word = random.Pick<byte[]>(Words);
                int at = random.Below(bytes.Length + 1);
                int replaced = random.OneIn(2) ? 0 : Math.Min(word.Length, bytes.Length - at);
                bytes = [.. bytes[..at], .. word, .. bytes[(at + replaced)..]];
                bytes = bytes.Length > MostBytes ? bytes[..MostBytes] : bytes;
            }
            else
            {
                bytes = random.OneIn(50) ? ByteMutator.Noise(random, MostBytes) : ByteMutator.Change(random, bytes, MostBytes, Kept);
            }

            return message with { Bytes = bytes };
        }
    }
}
