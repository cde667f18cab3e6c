using System;
using System.Text;
using System.Threading;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;

namespace Nano.Net.LibraryTests
{
    /// <summary>Does what messages on nano/command ask for, and comes back when the connection is lost, until it is told to end.</summary>
    public sealed class MqttProbe
    {
        private const string Broker = "broker.test";
        private const string User = "device";
        private const string Password = "secret";
        private const string Status = "nano/status";
        private const string Commands = "nano/command";
        private const string In = "nano/in/";
        private const string Out = "nano/out";
        private const ushort KeepAlive = 5;
        private const int Levels = 3;

        // Messages that wait for their acknowledgment at once: each takes some 500 bytes of heap.
        private const int MostInFlight = 4;

        private readonly AutoResetEvent happened = new AutoResetEvent(false);

        // Of each level of quality: how many have come, the number that the next one should have, and how many had another.
        private readonly int[] received = new int[Levels];
        private readonly int[] next = new int[Levels];
        private readonly int[] strange = new int[Levels];
        private MqttClient client;
        private int connections;
        private int inFlight;
        private string command;

        /// <summary>Runs until the command "end" comes.</summary>
        public void Run()
        {
            while (true)
            {
                if (client == null || !client.IsConnected)
                {
                    if (!TryConnect())
                    {
                        Thread.Sleep(500);
                    }

                    continue;
                }

                string order = command;
                if (order == null)
                {
                    happened.WaitOne(200, false);
                    continue;
                }

                command = null;
                if (order == "end")
                {
                    client.Publish(Status, Encoding.UTF8.GetBytes("offline"), null, null, MqttQoSLevel.AtLeastOnce, true);
                    Thread.Sleep(300);
                    client.Disconnect();
                    client.Close();
                    return;
                }

                Execute(order);
            }
        }

        private bool TryConnect()
        {
            try
            {
                if (client == null)
                {
                    client = new MqttClient(Broker);
                    client.MqttMsgPublishReceived += OnReceived;
                    client.MqttMsgPublished += OnPublished;
                    client.ConnectionClosed += OnClosed;
                }

                MqttReasonCode code = client.Connect("nano", User, Password, true, MqttQoSLevel.AtLeastOnce, true, Status, "offline", true, KeepAlive);
                if (code != MqttReasonCode.Success)
                {
                    Rig.Say("refused " + ((int)code).ToString());
                    return false;
                }

                inFlight = 0;
                client.Subscribe(
                    new string[] { Commands, In + "0", In + "1", In + "2" },
                    new MqttQoSLevel[] { MqttQoSLevel.AtLeastOnce, MqttQoSLevel.AtMostOnce, MqttQoSLevel.AtLeastOnce, MqttQoSLevel.ExactlyOnce });
                client.Publish(Status, Encoding.UTF8.GetBytes("online"), null, null, MqttQoSLevel.AtLeastOnce, true);
                inFlight++;
                connections++;
                Rig.SayHeap("connected");
                Rig.Say("connected " + connections.ToString());
                return true;
            }
            catch (Exception e)
            {
                Rig.Say("unconnected " + e.Message);
                return false;
            }
        }

        private void Execute(string order)
        {
            string[] words = order.Split(' ');
            if (words[0] == "publish")
            {
                Publish(int.Parse(words[1]), int.Parse(words[2]));
            }
            else if (words[0] == "report")
            {
                for (int i = 0; i < Levels; i++)
                {
                    Rig.Say("received " + i.ToString() + " " + received[i].ToString() + " " + strange[i].ToString());
                    received[i] = 0;
                    next[i] = 0;
                    strange[i] = 0;
                }

                Rig.SayHeap(words[1]);
            }
        }

        private void Publish(int level, int count)
        {
            DateTime start = DateTime.UtcNow;
            for (int i = 0; i < count; i++)
            {
                client.Publish(Out, Encoding.UTF8.GetBytes("message " + i.ToString()), null, null, (MqttQoSLevel)level, false);
                if (level == 0)
                {
                    // Nobody says when one is gone: the client's thread gets its turn.
                    Thread.Sleep(1);
                    continue;
                }

                Interlocked.Increment(ref inFlight);
                while (inFlight >= MostInFlight && client.IsConnected)
                {
                    happened.WaitOne(1000, false);
                }
            }

            while (inFlight > 0 && client.IsConnected)
            {
                happened.WaitOne(1000, false);
            }

            long milliseconds = (DateTime.UtcNow - start).Ticks / 10000;
            Rig.Say("published " + level.ToString() + " " + count.ToString() + " " + milliseconds.ToString());
        }

        private void OnReceived(object sender, MqttMsgPublishEventArgs e)
        {
            string text = Encoding.UTF8.GetString(e.Message, 0, e.Message.Length);
            if (e.Topic == Commands)
            {
                command = text;
                happened.Set();
                return;
            }

            int level = e.Topic[In.Length] - '0';
            received[level]++;
            int number = int.Parse(text);
            if (number != next[level])
            {
                strange[level]++;
            }

            next[level] = number + 1;
        }

        private void OnPublished(object sender, MqttMsgPublishedEventArgs e)
        {
            Interlocked.Decrement(ref inFlight);
            happened.Set();
        }

        private void OnClosed(object sender, EventArgs e)
        {
            Rig.Say("closed");
            happened.Set();
        }
    }
}
