using System.Runtime.InteropServices;

namespace Nano.Cli
{
    /// <summary>Ctrl-C and SIGTERM, as something to wait for: the command ends by itself and cleans up. A second one ends the process.</summary>
    internal sealed class StopSignal : IDisposable
    {
        private readonly CancellationTokenSource source = new();
        private readonly PosixSignalRegistration[] registrations;

        public StopSignal()
        {
            registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
        }

        /// <summary>Cancelled when the signal comes.</summary>
        public CancellationToken Token => source.Token;

        /// <inheritdoc/>
        public void Dispose()
        {
            Array.ForEach(registrations, registration => registration.Dispose());
            source.Dispose();
        }

        private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !source.IsCancellationRequested;
            source.Cancel();
        });
    }
}
