using System.Text;
using Nano.Boards;
using Nano.Net.Sockets;

namespace Nano.Net.Tests.Boards
{
    public class EchoServerTests
    {
        [Fact]
        public void WhatIsSaid_TellsHowToReachTheBoard()
        {
            using var lab = new BoardLab(EchoProgram.Start);

            Assert.Equal("EchoServer over a wire", lab.Lines[0]);
            Assert.Equal("  link     up", lab.Lines[1]);
            Assert.Matches("^  MAC      ([0-9A-F]{2}:){5}[0-9A-F]{2}$", lab.Lines[2]);
            Assert.Equal("  address  10.0.0.2/24", lab.Lines[3]);
            Assert.Matches(@"^  memory   \d+ bytes for the stack, \d+ in use$", lab.Lines[4]);
            Assert.Equal(["  echo     TCP port 7", "  discard  TCP port 9", "  chargen  TCP port 19"], lab.Lines.Skip(5));
        }

        [Fact]
        public void LinkThatGoesDownAndUp_IsSaidOnceEach()
        {
            using var lab = new BoardLab(EchoProgram.Start);
            int said = lab.Lines.Count;

            lab.Board.Look();
            lab.IsLinkUp = false;
            lab.Board.Look();
            lab.Board.Look();
            lab.IsLinkUp = true;
            lab.Board.Look();

            Assert.Collection(
                lab.Lines.Skip(said),
                line => Assert.StartsWith("  link     down, ", line),
                line => Assert.StartsWith("  link     up, ", line));
        }

        [Fact]
        public void Echo_SendsBackEveryByte_ToSeveralOneAfterTheOther()
        {
            using var lab = new BoardLab(EchoProgram.Start);
            for (int i = 0; i < 5; i++)
            {
                byte[] sent = Tests.Tcp.TcpPeer.Bytes(i, 20_000);
                using TcpClient client = lab.Connect(EchoService.StandardPort);
                Task writing = Task.Run(() =>
                {
                    client.GetStream().Write(sent, 0, sent.Length);
                    client.Shutdown(SocketShutdown.Send);
                });
                Assert.Equal(sent, ReadToEnd(client));
            }
        }

        [Fact]
        public void TwoEchoes_GoOnSideBySide()
        {
            using var lab = new BoardLab(EchoProgram.Start);
            using TcpClient first = lab.Connect(EchoService.StandardPort);
            using TcpClient second = lab.Connect(EchoService.StandardPort);

            Assert.Equal("second", Exchange(second, "second"));
            Assert.Equal("first", Exchange(first, "first"));
        }

        [Fact]
        public void PeerThatResets_LeavesTheServiceToTheNext()
        {
            using var lab = new BoardLab(EchoProgram.Start);
            for (int i = 0; i < 5; i++)
            {
                TcpClient rude = lab.Connect(EchoService.StandardPort);
                rude.LingerState = new LingerOption(true, 0);
                rude.Close();
            }

            using TcpClient polite = lab.Connect(EchoService.StandardPort);
            Assert.Equal("still here", Exchange(polite, "still here"));
        }

        [Fact]
        public void Discard_TakesEverythingAndAnswersNothing()
        {
            using var lab = new BoardLab(EchoProgram.Start);
            using TcpClient client = lab.Connect(DiscardService.StandardPort);
            client.GetStream().Write(new byte[50_000], 0, 50_000);
            client.Shutdown(SocketShutdown.Send);

            Assert.Empty(ReadToEnd(client));
            Assert.Equal(50_000, lab.Board.Runner.Stack.Counters.Tcp.BytesReceived);
        }

        [Fact]
        public void Chargen_SendsThePatternOfTheRfc_OverItsEnd()
        {
            using var lab = new BoardLab(EchoProgram.Start);
            using TcpClient client = lab.Connect(ChargenService.StandardPort);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            string printable = string.Concat(Enumerable.Range(' ', 95).Select(c => (char)c));

            for (int line = 0; line < 200; line++)
            {
                Assert.Equal(string.Concat(printable, printable).Substring(line % 95, 72), reader.ReadLine());
            }
        }

        private static string Exchange(TcpClient client, string text)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            client.GetStream().Write(bytes, 0, bytes.Length);
            client.GetStream().ReadExactly(bytes);
            return Encoding.ASCII.GetString(bytes);
        }

        private static byte[] ReadToEnd(TcpClient client)
        {
            using var all = new MemoryStream();
            client.GetStream().CopyTo(all);
            return all.ToArray();
        }
    }
}
