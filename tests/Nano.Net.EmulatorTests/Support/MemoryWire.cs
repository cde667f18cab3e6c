namespace Nano.Net.EmulatorTests
{
    /// <summary>A wire between two stacks in one program. What it loses and reorders follows from a seed.</summary>
    public sealed class MemoryWire
    {
        /// <summary>One end.</summary>
        public readonly MemoryPort A;

        /// <summary>The other.</summary>
        public readonly MemoryPort B;

        /// <summary>Frames out of a thousand that are lost.</summary>
        public int Loss;

        /// <summary>Frames out of a thousand that the next one overtakes.</summary>
        public int Reordering;

        /// <summary>Every frame is lost from now on: the cable is cut, and nobody notices.</summary>
        public bool Cut;

        /// <summary>Frames are kept and not handed out, until <see cref="Release"/>.</summary>
        public bool Holding;

        /// <summary>Makes a wire.</summary>
        /// <param name="seed">Of what is lost and reordered; 1 or more.</param>
        public MemoryWire(int seed)
        {
            A = new MemoryPort(this, 1, (uint)seed);
            B = new MemoryPort(this, 2, (uint)seed * 2654435761);
            A.peer = B;
            B.peer = A;
        }

        /// <summary>Hands out what was held.</summary>
        public void Release()
        {
            Holding = false;
            Wake();
        }

        /// <summary>Has both stacks look at the clock again.</summary>
        public void Wake()
        {
            A.RaiseFrameAvailable();
            B.RaiseFrameAvailable();
        }
    }
}
