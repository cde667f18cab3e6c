using System;
using Nano.Net;
using Nano.Net.Link;

namespace Nano.Boards
{
    /// <summary>The board's readings by MQTT.</summary>
    public static class Program
    {
        // Your broker, and who the board is to it. They go over the network in clear.
        private const string Broker = "homeassistant.lan";
        private const string User = null;
        private const string Password = null;

        // The board's name in topics, which no two boards may share, and what people call it.
        private const string Node = "nano";
        private const string DeviceName = "Nano board";

        /// <summary>The program.</summary>
        public static void Main()
        {
            BoardProgram.Run("MqttTelemetry", Start, Console.WriteLine);
        }

        private static Board Start()
        {
            // The link of this build: -p:Link=w5500, enc28j60, slip, tunnel or esp32mac. Its pins, its MAC address and the
            // board's IP address stand in hardware/boards/Links.
            Console.WriteLine("MqttTelemetry: opening " + BoardLink.Name);
            ILinkDevice link = BoardLink.Open();
            StackOptions options = new StackOptions();
            BoardLink.Configure(options);
            MqttTelemetrySettings settings = new MqttTelemetrySettings { Broker = Broker, User = User, Password = Password, Node = Node, DeviceName = DeviceName };

            return new MqttTelemetryProgram(BoardLink.Name, link, options, settings, BoardLink.OpenLight(), runner => new M2MqttConnection(), Console.WriteLine).Board;
        }
    }
}
