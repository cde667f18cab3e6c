using System;

namespace Nano.Boards
{
    /// <summary>What the owner of a board decides about its messages.</summary>
    public sealed class MqttTelemetrySettings
    {
        /// <summary>The broker: a name or an address.</summary>
        public string Broker = "";

        /// <summary>Its port.</summary>
        public int Port = 1883;

        /// <summary>Who the board is to the broker; null (the default) for nobody in particular.</summary>
        public string User;

        /// <summary>How it proves that; sent in clear.</summary>
        public string Password;

        /// <summary>The board's name in topics and for the broker, which no two boards may share: letters, digits, '-' and '_'.</summary>
        public string Node = "nano";

        /// <summary>What people call the board.</summary>
        public string DeviceName = "Nano board";

        /// <summary>Where Home Assistant looks for new devices.</summary>
        public string DiscoveryPrefix = "homeassistant";

        /// <summary>Milliseconds from one sample to the next, 100 to 3,600,000.</summary>
        public int Interval = 10000;

        /// <summary>Seconds of silence after which the broker is asked whether it is there; it misses the board after one and a half of that. 5 to 3,600.</summary>
        public int KeepAlive = 30;

        /// <summary>Checks every setting.</summary>
        /// <exception cref="ArgumentException">One is impossible; the message names it.</exception>
        public void Validate()
        {
            if (Broker == null || Broker.Length == 0)
            {
                throw new ArgumentException("Broker must be set");
            }

            if (!IsName(Node))
            {
                throw new ArgumentException("Node must be letters, digits, '-' and '_'");
            }

            if (DeviceName == null || DiscoveryPrefix == null || DiscoveryPrefix.Length == 0)
            {
                throw new ArgumentException("DeviceName and DiscoveryPrefix must be set");
            }

            Check(Port, "Port", 1, 65535);
            Check(Interval, "Interval", 100, 3600000);
            Check(KeepAlive, "KeepAlive", 5, 3600);
        }

        private static void Check(int value, string name, int least, int greatest)
        {
            if (value < least || value > greatest)
            {
                throw new ArgumentException(name + " must be " + least.ToString() + " to " + greatest.ToString());
            }
        }

        private static bool IsName(string text)
        {
            bool isGood = text != null && text.Length > 0;
            for (int i = 0; isGood && i < text.Length; i++)
            {
                char c = text[i];
                isGood = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            }

            return isGood;
        }
    }
}
