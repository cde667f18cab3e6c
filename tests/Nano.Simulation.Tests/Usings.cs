global using Nano.Simulation;
global using Xunit;
