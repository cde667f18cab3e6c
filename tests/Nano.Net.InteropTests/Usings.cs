global using Nano.Emulator;
global using Nano.Net.InteropTests.Support;
global using Nano.Net.Sockets;
global using Nano.Net.Tests.Support;
global using Xunit;

// Not that of the command `nano`, nor Playwright's.
global using Program = Nano.Net.InteropTests.Support.Program;

// The kernel's sockets, which are .NET's own, beside ours of the same names.
global using AddressFamily = System.Net.Sockets.AddressFamily;
global using KernelEndPoint = System.Net.IPEndPoint;
global using KernelError = System.Net.Sockets.SocketError;
global using KernelException = System.Net.Sockets.SocketException;
global using KernelShutdown = System.Net.Sockets.SocketShutdown;
global using KernelSocket = System.Net.Sockets.Socket;

// Every test measures or waits for two threads at least, and the machine has few.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
