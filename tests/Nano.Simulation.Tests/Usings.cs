global using Nano.Net;
global using Nano.Simulation;
global using Xunit;
