using System.Text.Json;
using Nano.Workbench;

namespace Nano.Net.Tests.Workbench
{
    /// <summary>The lab's session: deterministic, driven by a scenario, and honest about what the stack did.</summary>
    public class LabSessionTests
    {
        private const string Connected = "do=0:listen,B,80;1000:connect,A,80";

        [Fact]
        public void Handshake_IsToldWithStatesAndReasons()
        {
            (LabSession _, List<JsonElement> told) = Run(Connected, 400);
            JsonElement[] segments = [.. told.Where(m => Kind(m) == "seg")];
            Assert.Equal(["syn", "syn-ack", "ack"], segments.Select(s => s.GetProperty("why").GetString()));
            Assert.Equal([0, 0, 1], segments.Select(s => s.GetProperty("seq").GetInt32()));
            Assert.Equal([0, 1, 1], segments.Select(s => s.GetProperty("ack").GetInt32()));
            Assert.Equal([50_000, 100_000, 150_000], segments.Select(s => s.GetProperty("t").GetInt32()));
            Assert.Equal(
                ["A CLOSED>SYN-SENT call", "B LISTEN>SYN-RECEIVED segment", "A SYN-SENT>ESTABLISHED segment", "B SYN-RECEIVED>ESTABLISHED segment"],
                States(told));
        }

        [Fact]
        public void SameScenario_GivesTheSameRun_HoweverTimeIsCut()
        {
            const string Text = "loss=4&jitter=9&reorder=10&dup=5&seed=77&" + Connected + ";400000:send,A,90000;900000:cut;1500000:plug;2000000:close,A;2500000:close,B";
            (LabSession whole, List<JsonElement> _) = Run(Text, 9000);
            var cut = new LabSession(Scenario.Read(Text));
            while (cut.Microseconds < 9_000_000)
            {
                cut.Advance(TimeSpan.FromMicroseconds(Math.Min(16_700, 9_000_000 - cut.Microseconds)));
            }

            Assert.True(whole.Segments.Count > 100);
            Assert.Equal(whole.Segments.Select(Text64), cut.Segments.Select(Text64));
        }

        [Fact]
        public void WhatIsDoneByHand_IsRepeatedFromTheScenarioItMade()
        {
            var live = new LabSession(Scenario.Read("loss=3&seed=5&do=0:listen,B,80"));
            live.Step(TimeSpan.FromSeconds(1));
            live.Do("connect,A,80");
            live.Advance(TimeSpan.FromMilliseconds(333));
            live.Do("send,A,20000");
            live.Step(TimeSpan.FromSeconds(1));
            live.Do("drop,A,data,2");
            live.Do("wire,delay,20");
            live.Advance(TimeSpan.FromMicroseconds(5_000_000 - live.Microseconds));
            (LabSession again, List<JsonElement> _) = Run(live.Scenario.ToString(), 5000);
            Assert.Equal(live.Segments.Select(Text64), again.Segments.Select(Text64));
        }

        [Theory]
        [InlineData("")]
        [InlineData("delay=20&seed=7&do=0:listen,B,80;1000:connect,A,80")]
        [InlineData("loss=2.5&nagle=0&two=1")]
        public void Scenario_IsReadAndWrittenAlike(string text) => Assert.Equal(text, Scenario.Read(text).ToString());

        [Theory]
        [InlineData("colour=3", "there is no setting 'colour'")]
        [InlineData("loss=101", "loss must be a number from 0 to 100, not '101'")]
        [InlineData("nagle=0.5", "nagle must be a whole number from 0 to 1, not '0.5'")]
        [InlineData("do=listen,B,80", "is no action with its time")]
        [InlineData("do=5:<b>", "'<b>' is no action")]
        public void WrongScenario_IsRefusedWithTheReason(string text, string reason) =>
            Assert.Contains(reason, Assert.Throws<ScenarioException>(() => Scenario.Read(text)).Message);

        [Theory]
        [InlineData("fly,A", "there is no action 'fly'")]
        [InlineData("send,C,5", "argument 1 must be one of A, B")]
        [InlineData("send,A,0", "send: argument 2 must be a number from 1 to 100000000")]
        public void WrongAction_IsRefused_AndNotKept(string action, string reason)
        {
            (LabSession session, List<JsonElement> _) = Run(Connected, 400);
            Assert.Contains(reason, Assert.Throws<ScenarioException>(() => session.Do(action)).Message);
            Assert.Equal(2, session.Scenario.Actions.Count);
        }

        /// <summary>Without a connection, too: a link with such an action would fail later.</summary>
        [Theory]
        [InlineData("send,A,zzz")]
        [InlineData("push,A,500,0")]
        public void WrongAmount_IsRefused_WhereNothingIsConnected(string action)
        {
            (LabSession session, List<JsonElement> _) = Run("", 10);
            Assert.Contains("must be a number from", Assert.Throws<ScenarioException>(() => session.Do(action)).Message);
            Assert.Empty(session.Scenario.Actions);
        }

        [Fact]
        public void ChosenSegments_AreLost_AndTheirRepairSaysWhy()
        {
            (LabSession _, List<JsonElement> told) = Run(Connected + ";400000:drop,A,data,2;400000:send,A,500", 3000);
            // The probe is lost, too, and the third time goes through.
            Assert.Equal(["written", "tail-probe", "timeout"], Data(told).Select(s => Why(told, s)));
            Assert.Equal(2, told.Count(m => Kind(m) == "lost" && m.GetProperty("why").GetString() == "Chosen"));
        }

        [Fact]
        public void FastRetransmit_IsNamed()
        {
            (LabSession _, List<JsonElement> told) = Run(Connected + ";400000:drop,A,data;400000:send,A,14000", 3000);
            Assert.Contains("fast", Data(told).Select(s => Why(told, s)));
            Assert.Contains(told, m => Kind(m) == "tcb" && m.GetProperty("ooo").GetArrayLength() == 1);
            Assert.Contains(told, m => Kind(m) == "tcb" && m.GetProperty("sacked").GetArrayLength() == 1);
        }

        [Fact]
        public void ReaderThatStops_ClosesTheWindow_AndIsProbed()
        {
            (LabSession session, List<JsonElement> told) = Run("rcvbuf=4096&" + Connected + ";300000:read,B,0;300000:send,A,20000", 4000);
            Assert.Contains("window-probe", Segments(told).Select(s => Why(told, s)));
            session.Do("read,B,-1");
            session.Advance(TimeSpan.FromSeconds(3));
            Assert.Contains("window-update", Segments(Told(session)).Select(s => s.GetProperty("why").GetString()));
        }

        [Fact]
        public void FrozenPeer_IsProbedByKeepAlive_AndGivenUp()
        {
            (LabSession _, List<JsonElement> told) = Run(Connected + ";300000:keepalive,A;400000:freeze,B", 25_000);
            Assert.Equal(4, Segments(told).Count(s => Why(told, s) == "keep-alive"));
            Assert.Contains("A ESTABLISHED>CLOSED timer", States(told));
        }

        [Fact]
        public void StaleSyn_OpensNothing_WithThreeSegments_AndEverythingWithTwo()
        {
            (LabSession _, List<JsonElement> three) = Run("do=0:listen,B,80;1000:forge,stalesyn", 500);
            Assert.DoesNotContain(States(three), s => s.Contains("ESTABLISHED"));
            Assert.Contains(Segments(three), s => s.GetProperty("from").GetString() == "A" && (s.GetProperty("f").GetInt32() & 4) != 0);
            (LabSession _, List<JsonElement> two) = Run("two=1&do=0:listen,B,80;1000:forge,stalesyn", 500);
            Assert.Contains("B LISTEN>ESTABLISHED segment", States(two));
            Assert.Contains(Data(two), s => s.GetProperty("from").GetString() == "B");
        }

        [Fact]
        public void BlindReset_IsChallenged_AndTheExactOneEndsTheConnection()
        {
            (LabSession session, List<JsonElement> told) = Run(Connected + ";400000:forge,reset", 800);
            Assert.Contains("challenge", Segments(told).Select(s => Why(told, s)));
            Assert.DoesNotContain(States(told), s => s.EndsWith("CLOSED segment"));
            session.Do("forge,reset,exact");
            session.Advance(TimeSpan.FromSeconds(1));
            Assert.Contains("B ESTABLISHED>CLOSED segment", States(Told(session)));
        }

        [Fact]
        public void SynFlood_IsAnsweredWithCookies_AndAConnectionStillOpens()
        {
            (LabSession _, List<JsonElement> told) = Run("half=4&do=0:listen,B,80;1000:forge,synflood,40;300000:connect,A,80", 900);
            Assert.Contains(Segments(told), s => s.GetProperty("from").GetString() == "B" && (s.GetProperty("f").GetInt32() & 2) != 0);
            Assert.Contains(States(told), s => s.StartsWith("A ") && s.Contains(">ESTABLISHED"));
        }

        [Fact]
        public void Reboot_ForgetsConnections_AndTheNextSegmentIsReset()
        {
            (LabSession _, List<JsonElement> told) = Run(Connected + ";400000:reboot,B;500000:send,A,10", 1500);
            Assert.Contains(Segments(told), s => s.GetProperty("from").GetString() == "B" && (s.GetProperty("f").GetInt32() & 4) != 0);
        }

        [Fact]
        public void Header_IsTakenApartToTheLastByte()
        {
            (LabSession session, List<JsonElement> _) = Run(Connected + ";400000:send,A,10", 600);
            foreach (LabSegment segment in session.Segments.Where(s => s.Bytes[12] == 8 && s.Bytes[13] == 0))
            {
                List<HeaderField> fields = HeaderReader.Read(segment.Bytes);
                int at = 0;
                foreach (HeaderField field in fields)
                {
                    Assert.Equal(at, field.Offset);
                    at += field.Length;
                }

                Assert.Equal(segment.Bytes.Length, at);
            }
        }

        private static (LabSession Session, List<JsonElement> Told) Run(string scenario, int milliseconds)
        {
            var session = new LabSession(Scenario.Read(scenario));
            session.Advance(TimeSpan.FromMilliseconds(milliseconds));
            return (session, Told(session));
        }

        private static List<JsonElement> Told(LabSession session) =>
            [.. session.TakeMessages().Select(m => JsonDocument.Parse(m is RawMessage raw ? raw.Json : JsonSerializer.Serialize(m)).RootElement)];

        private static string Kind(JsonElement message) => message.GetProperty("k").GetString()!;

        private static IEnumerable<JsonElement> Segments(List<JsonElement> told) => told.Where(m => Kind(m) == "seg");

        private static IEnumerable<JsonElement> Data(List<JsonElement> told) => Segments(told).Where(s => s.GetProperty("len").GetInt32() > 0);

        private static IEnumerable<string> States(List<JsonElement> told) =>
            told.Where(m => Kind(m) == "state").Select(m => $"{m.GetProperty("h")} {m.GetProperty("from")}>{m.GetProperty("to")} {m.GetProperty("cause")}");

        // Why a segment went, with what became known only later.
        private static string Why(List<JsonElement> told, JsonElement segment) =>
            (told.Where(m => Kind(m) == "why" && m.GetProperty("id").GetInt64() == segment.GetProperty("id").GetInt64()).Select(m => (JsonElement?)m).FirstOrDefault() ?? segment).GetProperty("why").GetString()!;

        private static string Text64(LabSegment segment) => $"{segment.Microseconds} {Convert.ToHexString(segment.Bytes)}";
    }
}
