namespace Nano.Simulation
{
    /// <summary>An application that begins something by itself, and goes on where its host has begun anew.</summary>
    internal interface IClient
    {
        /// <summary>Whether all that it was to do is done.</summary>
        bool Done { get; }

        /// <summary>Begins on a host, or goes on where the host has begun anew.</summary>
        /// <param name="on">The host.</param>
        /// <param name="notBefore">Milliseconds until it begins.</param>
        void Start(SimulatedHost on, long notBefore);

        /// <summary>Its host has lost its power.</summary>
        void Lose();
    }
}
