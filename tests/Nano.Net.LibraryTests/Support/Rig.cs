using System;
using System.Threading;
using Nano.Net.Drivers;
using Nano.Net.Services;
using Nano.Net.Sockets;
using GC = nanoFramework.Runtime.Native.GC;

namespace Nano.Net.LibraryTests
{
    /// <summary>
    /// What the programs have in common: a stack on the MAC, with an address from DHCP, and lines for the command that runs
    /// them. Such a line begins with '@'.
    /// </summary>
    public static class Rig
    {
        /// <summary>Runs a program, and says what has become of it: nanoCLR does not.</summary>
        /// <param name="work">The program.</param>
        /// <param name="options">The stack's sizes.</param>
        public static void Run(ThreadStart work, StackOptions options)
        {
            try
            {
                SayHeap("start");
                Start(options);
                SayHeap("stack");
                work();
                SayHeap("end");
                Say("ended");
            }
            catch (Exception e)
            {
                Say("failed " + e.GetType().FullName + ": " + e.Message + Causes(e));
            }
        }

        /// <summary>Tells the command something.</summary>
        public static void Say(string text)
        {
            Console.WriteLine("@" + text);
        }

        /// <summary>Tells how much heap is free, after a collection.</summary>
        /// <param name="when">When this is, in a word.</param>
        public static void SayHeap(string when)
        {
            Say("heap " + when + " " + GC.Run(true).ToString());
        }

        private static void Start(StackOptions options)
        {
            Esp32Mac mac;
            try
            {
                mac = new Esp32Mac(new Esp32MacOptions());
            }
            catch (NotSupportedException)
            {
                // This nanoCLR has no native half of the driver.
                Say("unsupported");
                throw;
            }

            StackRunner runner = StackRunner.Start(new NetworkStack(mac, options));
            runner.Faulted += OnFault;
            HostConfiguration network = new HostConfiguration(runner, new HostConfigurationOptions
            {
                Dhcp = new DhcpClientOptions { HostName = "device" },
                Dns = new DnsResolverOptions { CacheEntries = 2 },
                Sntp = null,
            });
            network.Start();
            while (runner.Stack.Address == IPAddress.Any)
            {
                Thread.Sleep(50);
            }

            Say("address " + runner.Stack.Address.ToString());
        }

        private static void OnFault(Exception exception, string part)
        {
            Say("fault " + part + ": " + exception.GetType().FullName + ": " + exception.Message);
        }

        private static string Causes(Exception exception)
        {
            string text = "";
            for (Exception cause = exception.InnerException; cause != null; cause = cause.InnerException)
            {
                text += " < " + cause.GetType().FullName + ": " + cause.Message;
            }

            return text;
        }
    }
}
