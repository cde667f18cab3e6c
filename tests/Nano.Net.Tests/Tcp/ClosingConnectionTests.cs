using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>
    /// Connections that their application has closed: without data left they need no buffers, and with data they yield to
    /// whoever opens one (RFC 9293 section 3.6).
    /// </summary>
    public class ClosingConnectionTests : TcpTest
    {
        public static TheoryData<TcpState> Closing => new(TcpState.FinWait1, TcpState.FinWait2, TcpState.Closing, TcpState.LastAck);

        [Theory]
        [InlineData(1)]
        [InlineData(0)]
        public void ThreeInFinWait2_KeepNobodyOut(int small)
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Connections = 3;
                o.TimeWaitConnections = small;
            });
            TcpAcceptor acceptor = peer.Listen();
            for (int i = 0; i < 3; i++)
            {
                peer.Port = 3000 + i;
                peer.Accept(acceptor: acceptor).Close();
                peer.Expect(Fin | Ack, seq: 1, ack: 1);
                peer.Send(Ack, seq: 1, ack: 2);
                Assert.Equal(TcpState.FinWait2, peer.State);
            }

            for (int i = 0; i < 3; i++)
            {
                peer.Port = 4000 + i;
                peer.Send(Syn);
                peer.Expect(Syn | Ack, ack: 1);
                peer.Send(Ack, seq: 1, ack: 1);
                peer.Ignore();
                Assert.NotNull(acceptor.Accept());
            }

            Assert.Equal(3 - small, peer.Counters.OrphansEvicted);
            Assert.Equal(0, peer.Counters.DroppedNoConnection);
        }

        [Theory]
        [MemberData(nameof(Closing))]
        public void WithoutData_TheConnectionIsFreeAtOnce_AndItsStateIsWhatItWas(TcpState state)
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpConnection connection = Close(peer, state);
            Assert.Equal(state, peer.State);
            Assert.Null(connection.path);
            ConnectionInfo info = Assert.Single(peer.Stack.GetConnections(), c => c.State != TcpState.Listen);
            Assert.Equal(0, info.SendQueue);
            Assert.NotNull(peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _));
            Assert.Equal(0, peer.Counters.OrphansEvicted);
            Assert.Equal(2, peer.Stack.ipv4.paths.Find(TcpPeer.PeerAddress.value).references);
        }

        [Fact]
        public void WithData_ItIsFreeOnceTheyAreAcknowledged()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            connection.Close();
            peer.Ignore();
            Assert.NotNull(connection.path);
            peer.Send(Ack, seq: 1, ack: 51);
            Assert.NotNull(connection.path);
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.Null(connection.path);
            Assert.Equal(TcpState.FinWait1, peer.State);
            peer.Send(Fin | Ack, seq: 1, ack: 102);
            peer.Expect(Ack, seq: 102, ack: 2);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        /// <summary>What has come out of order is still to be read, or reset.</summary>
        [Fact]
        public void WithAGapInWhatHasArrived_ItKeepsItsBuffers()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Psh, seq: 11, ack: 1, data: Bytes(10, 10));
            peer.Ignore();
            connection.Close();
            Assert.NotNull(connection.path);
        }

        [Fact]
        public void FinBeforeMissingData_KeepsItsBuffers()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Fin | Ack, seq: 11, ack: 1);
            peer.Ignore();
            connection.Close();
            Assert.NotNull(connection.path);
        }

        [Fact]
        public void FinThatTheDeviceWasTooBusyFor_KeepsItsBuffersUntilItHasGone()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Device.Busy = true;
            connection.Close();
            Assert.NotNull(connection.path);
            peer.Device.Busy = false;
            peer.Advance(5);
            peer.Expect(Fin | Ack, seq: 1, ack: 1);
        }

        [Fact]
        public void WhereOthersStillWait_ItKeepsItsBuffers_AndYieldsThemToAConnect()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Connections = 1;
                o.TimeWaitConnections = 0;
            });
            TcpConnection connection = Close(peer, TcpState.FinWait2);
            Assert.NotNull(connection.path);
            TcpConnection? other = peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out OpenError error);
            Assert.Equal(OpenError.None, error);
            Assert.Same(connection, other);
            peer.Expect(Rst | Ack, seq: 2, ack: 1);
            Assert.Equal(1, peer.Counters.OrphansEvicted);
        }

        /// <summary>With data it yields as well, the one that would be given up first; what the application owns does not.</summary>
        [Fact]
        public void WithData_TheOldestYields_AndNoneThatIsOwned()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 3);
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection[] connections = new TcpConnection[3];
            for (int i = 0; i < 3; i++)
            {
                peer.Port = 3000 + i;
                connections[i] = peer.Accept(acceptor: acceptor);
                Write(connections[i], 0, 100);
                peer.Ignore();
            }

            connections[1].Close();
            peer.Advance(10);
            connections[2].Close();
            peer.Ignore();
            Assert.Same(connections[1], peer.Tcp.Connect(TcpPeer.PeerAddress, 80, 0, out _));
            Assert.Same(connections[2], peer.Tcp.Connect(TcpPeer.PeerAddress, 81, 0, out _));
            Assert.Null(peer.Tcp.Connect(TcpPeer.PeerAddress, 82, 0, out OpenError error));
            Assert.Equal(OpenError.TooMany, error);
            Assert.Equal(2, peer.Counters.OrphansEvicted);
            Assert.Equal(TcpState.Established, connections[0].state);
        }

        /// <summary>A SYN alone, whose sender may not be there, ends nobody.</summary>
        [Fact]
        public void WithData_ItYieldsToAnAcknowledgment_NotToASyn()
        {
            TcpPeer peer = NewPeer(o => o.Connections = 1);
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection connection = peer.Accept(acceptor: acceptor);
            Write(connection, 0, 100);
            connection.Close();
            peer.Ignore();
            peer.Port = 3000;
            peer.Send(Syn);
            peer.Expect(Syn | Ack);
            Assert.Equal(TcpState.FinWait1, connection.state);
            peer.Send(Ack, seq: 1, ack: 1);
            Assert.Equal(1, peer.Counters.OrphansEvicted);
            Assert.Same(connection, acceptor.Accept());
            Assert.Equal(3000, connection.RemotePort);
        }

        /// <summary>Where all paths are held that may be, an orphan alone on its path yields that, too.</summary>
        [Fact]
        public void WithData_ItYieldsItsPath()
        {
            TcpPeer peer = NewPeer(o => o.Paths = 2);
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            Assert.Null(peer.Tcp.Connect(new IPAddress(0x0A000003u), 80, 0, out OpenError error));
            Assert.Equal(OpenError.TooMany, error);
            connection.Close();
            peer.Ignore();
            Assert.NotNull(peer.Tcp.Connect(new IPAddress(0x0A000003u), 80, 0, out _));
            Assert.Equal(1, peer.Counters.OrphansEvicted);
        }

        [Theory]
        [InlineData(TcpState.FinWait1)]
        [InlineData(TcpState.Closing)]
        [InlineData(TcpState.LastAck)]
        public void Fin_IsSentAgainWithBackOff_AndGivenUpInTime(TcpState state)
        {
            TcpPeer peer = NewPeer(o => o.OrphanTimeout = 20_000);
            Close(peer, state);
            long start = peer.Now;
            int end = state == TcpState.FinWait1 ? 1 : 2;
            foreach (int at in new[] { 1000, 3000, 7000, 15_000 })
            {
                SentSegment again = peer.AdvanceToNext();
                Assert.Equal(Fin | Ack, again.Flags);
                Assert.Equal(1, peer.RelativeSequence(again));
                Assert.Equal(peer.PeerIsn + (uint)end, again.Acknowledgment);
                Assert.Equal(at, again.At - start);
            }

            Assert.Equal(4, peer.Counters.SegmentsRetransmitted);
            Assert.Equal(4, peer.Counters.RetransmissionTimeouts);
            peer.Advance(4999);
            Assert.Equal(state, peer.State);
            peer.Advance(1);
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(1, peer.Counters.ConnectionsFailed);
            if (state == TcpState.FinWait1)
            {
                peer.Expect(Rst | Ack, seq: 2, ack: 1);
            }

            peer.ExpectNothing();
            Assert.Equal(0, peer.Stack.context.timers.Count);
        }

        /// <summary>The link was down, say: what is outstanding goes at once, and the back-off ends.</summary>
        [Theory]
        [InlineData(TcpState.FinWait1, true)]
        [InlineData(TcpState.Closing, true)]
        [InlineData(TcpState.LastAck, true)]
        [InlineData(TcpState.FinWait2, false)]
        [InlineData(TcpState.TimeWait, false)]
        public void PeerThatIsReachableAgain_GetsTheFinAtOnce(TcpState state, bool sends)
        {
            TcpPeer peer = NewPeer();
            Close(peer, state);
            peer.Advance(10_000);
            peer.Ignore();
            peer.Tcp.OnReachable(peer.Stack.ipv4.paths.Find(TcpPeer.PeerAddress.value));
            if (sends)
            {
                peer.Expect(Fin | Ack, seq: 1);
                long at = peer.Now;
                Assert.Equal(1000, peer.AdvanceToNext().At - at);
            }

            peer.ExpectNothing();
        }

        [Fact]
        public void PausesBetweenFins_AreBounded()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.OrphanTimeout = 20_000;
                o.MaximumRetransmissionTimeout = 3000;
            });
            Close(peer, TcpState.FinWait1);
            long start = peer.Now;
            foreach (int at in new[] { 1000, 3000, 6000, 9000 })
            {
                Assert.Equal(at, peer.AdvanceToNext().At - start);
            }
        }

        [Fact]
        public void FromFinWait1_AckAndFinLeadToTimeWait()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.FinWait2Timeout = 5000;
                o.MaximumSegmentLifetime = 1000;
            });
            Close(peer, TcpState.FinWait1);
            peer.Advance(500);
            peer.Send(Ack, seq: 1, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(TcpState.FinWait2, peer.State);
            peer.Advance(4999);
            peer.ExpectNothing();
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Advance(1999);
            Assert.Equal(TcpState.TimeWait, peer.State);
            peer.Advance(1);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void FromFinWait1_FinWithoutAckLeadsToClosing_AndItsAckToTimeWait()
        {
            TcpPeer peer = NewPeer();
            Close(peer, TcpState.FinWait1);
            peer.Send(Fin | Ack, seq: 1, ack: 1);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.Closing, peer.State);
            peer.Send(Fin | Ack, seq: 1, ack: 1);
            peer.Expect(Ack, seq: 2, ack: 2);
            peer.Send(Ack, seq: 2, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void FinThatAcknowledges_LeadsFromFinWait1ToTimeWaitAtOnce()
        {
            TcpPeer peer = NewPeer();
            Close(peer, TcpState.FinWait1);
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        [Fact]
        public void AckInLastAck_EndsIt()
        {
            TcpPeer peer = NewPeer();
            Close(peer, TcpState.LastAck);
            peer.Send(Ack, seq: 2, ack: 1);
            Assert.Equal(TcpState.LastAck, peer.State);
            peer.Send(Ack, seq: 2, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(0, peer.Counters.ConnectionsFailed);
            Assert.Equal(0, peer.Stack.context.timers.Count);
        }

        [Theory]
        [MemberData(nameof(Closing))]
        public void Reset_EndsIt_OnlyWhereItIsExact(TcpState state)
        {
            TcpPeer peer = NewPeer();
            Close(peer, state);
            peer.Send(Rst, seq: peer.Seq - 1);
            peer.Send(Rst, seq: peer.Seq + 20_000);
            peer.ExpectNothing();
            peer.Send(Rst, seq: peer.Seq + 1);
            peer.Expect(Ack, seq: 2, ack: peer.Seq);
            Assert.Equal(state, peer.State);
            peer.Send(Rst, seq: peer.Seq);
            peer.ExpectNothing();
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(1, peer.Counters.ResetsReceived);
            Assert.Equal(state <= TcpState.FinWait2 ? 1 : 0, peer.Counters.ConnectionsFailed);
        }

        [Theory]
        [MemberData(nameof(Closing))]
        public void SynAndWhatAcknowledgesNothingThatWasSent_AreChallenged(TcpState state)
        {
            TcpPeer peer = NewPeer();
            Close(peer, state);
            foreach (int ack in new[] { 3, 2 - 65_537 })
            {
                peer.Send(Ack, seq: peer.Seq, ack: ack);
                peer.Expect(Ack, seq: 2, ack: peer.Seq);
                peer.Advance(500);
                peer.Ignore();
            }

            Assert.Equal(2, peer.Counters.DroppedBadAck);
            peer.Send(Syn, seq: peer.Seq + 5);
            peer.Expect(Ack, seq: 2, ack: peer.Seq);
            peer.Send(Syn, seq: peer.Seq + 5);
            peer.ExpectNothing();
            Assert.Equal(state, peer.State);
        }

        [Theory]
        [MemberData(nameof(Closing))]
        public void WhatIsOutsideTheWindow_IsAnsweredAndTakenForNothing(TcpState state)
        {
            TcpPeer peer = NewPeer();
            Close(peer, state);
            peer.Send(Fin | Ack, seq: peer.Seq + 4097, ack: 2);
            peer.Expect(Ack, seq: 2, ack: peer.Seq);
            peer.Send(Ack, seq: peer.Seq - 1, ack: 2);
            peer.Expect(Ack, seq: 2, ack: peer.Seq);
            peer.Send(Ack, seq: peer.Seq - 1, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(3, peer.Counters.DroppedOutOfWindow);
            Assert.Equal(state, peer.State);
        }

        [Fact]
        public void FinBehindAGap_IsNotTaken_AndDataAreReset()
        {
            TcpPeer peer = NewPeer();
            Close(peer, TcpState.FinWait2);
            peer.Send(Fin | Ack, seq: 11, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 1);
            Assert.Equal(TcpState.FinWait2, peer.State);
            peer.Send(Ack | Psh, seq: 1, ack: 2, data: Bytes(0, 10));
            peer.Expect(Rst | Ack, seq: 2, ack: 1);
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(1, peer.Counters.ResetsSent);
        }

        [Fact]
        public void Timestamps_GoOn_AndWhatIsOldIsDropped()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.AcceptWith(selective: true, timestamps: true);
            connection.Close();
            peer.Expect(Fin | Ack, seq: 1, ack: 1);
            uint recent = peer.Clock;
            peer.Clock = recent - 1;
            peer.Send(Ack, seq: 1, ack: 2);
            Assert.Equal(1, peer.Counters.DroppedOldTimestamp);
            Assert.Equal(TcpState.FinWait1, peer.State);
            Assert.Equal(recent, peer.Expect(Ack, seq: 2, ack: 1).TimestampEcho);
            peer.Clock = recent + 7;
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            Assert.Equal(recent + 7, peer.Expect(Ack, seq: 2, ack: 2).TimestampEcho);
        }

        [Fact]
        public void SmallBlocks_AreTakenFromTimeWait_NotFromWhatStillWaits()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Connections = 4;
                o.TimeWaitConnections = 2;
            });
            TcpAcceptor acceptor = peer.Listen();
            TcpConnection[] closed = new TcpConnection[4];
            for (int i = 0; i < 4; i++)
            {
                peer.Port = 3000 + i;
                closed[i] = peer.Accept(acceptor: acceptor);
            }

            for (int i = 0; i < 4; i++)
            {
                peer.Port = 3000 + i;
                closed[i].Close();
                peer.Expect(Fin | Ack, seq: 1, ack: 1);
                if (i == 0)
                {
                    // The first is in TIME-WAIT, and makes way for the third.
                    peer.Send(Fin | Ack, seq: 1, ack: 2);
                    peer.Ignore();
                }
            }

            Assert.Equal(1, peer.Counters.TimeWaitEvicted);
            Assert.Null(closed[2].path);
            Assert.NotNull(closed[3].path);
            Assert.Equal(0, peer.Counters.OrphansEvicted);
        }

        [Fact]
        public void EndOfTheStack_ResetsWhatMayStillSend()
        {
            TcpPeer peer = NewPeer();
            Close(peer, TcpState.FinWait2);
            peer.Tcp.Abort();
            peer.Expect(Rst | Ack, seq: 2, ack: 1);
            Assert.Equal(0, peer.Stack.context.timers.Count);
        }

        /// <summary>Its own FIN is acknowledged, and what the peer sends again is followed by a FIN: that is taken, the rest has come before.</summary>
        [Fact]
        public void OldDataWithANewFin_AreNoNewData()
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 10));
            Assert.Equal(Bytes(0, 10), Read(connection));
            connection.Close();
            peer.Ignore();
            peer.Send(Ack, seq: 11, ack: 2);
            peer.Send(Fin | Ack, seq: 1, ack: 2, data: Bytes(0, 10));
            peer.Expect(Ack, seq: 2, ack: 12);
            Assert.Equal(TcpState.TimeWait, peer.State);
        }

        /// <summary>What must not be taken is not, though the FIN that it carries would move the state on.</summary>
        [Theory]
        [InlineData(Fin, 2, false)]
        [InlineData(Fin | Ack, 3, true)]
        [InlineData(Fin | Ack, 2 - 65_537, true)]
        [InlineData(Fin | Ack | Syn, 2, true)]
        public void FinOfASegmentThatIsRefused_IsNotTaken(int flags, int ack, bool answered)
        {
            foreach (TcpState state in new[] { TcpState.FinWait1, TcpState.FinWait2 })
            {
                TcpPeer peer = NewPeer();
                Close(peer, state);
                peer.Send(flags, seq: 1, ack: ack);
                if (answered)
                {
                    peer.Expect(Ack, seq: 2, ack: 1);
                }

                peer.ExpectNothing();
                Assert.Equal(state, peer.State);
            }
        }

        [Theory]
        [MemberData(nameof(Closing))]
        public void ExactReset_IsNotAnswered(TcpState state)
        {
            TcpPeer peer = NewPeer();
            Close(peer, state);
            peer.Send(Rst, seq: peer.Seq);
            peer.ExpectNothing();
            Assert.Equal(0, peer.Counters.ChallengeAcks);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        /// <summary>A segment may begin where the window ends: it has nothing in the window, but is no stranger's.</summary>
        [Fact]
        public void AtTheWindowsEnd_ASegmentIsAnswered_AndNotCountedAsOutside()
        {
            TcpPeer peer = NewPeer();
            Close(peer, TcpState.FinWait2);
            peer.Send(Fin | Ack, seq: 1 + 4096, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 1);
            Assert.Equal(0, peer.Counters.DroppedOutOfWindow);
            peer.Send(Fin | Ack, seq: 1 + 4097, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 1);
            Assert.Equal(1, peer.Counters.DroppedOutOfWindow);
        }

        [Fact]
        public void ScaledWindow_IsToldInItsUnits()
        {
            TcpPeer peer = NewPeer(o => o.ReceiveBufferSize = 100_000);
            TcpConnection connection = peer.Accept(scale: 0);
            peer.Send(Ack | Psh, seq: 1, ack: 1, data: Bytes(0, 1000));
            peer.Send(Ack | Psh, seq: 1001, ack: 1, data: Bytes(1000, 1000));
            Read(connection);
            peer.Ignore();
            connection.Close();
            int window = peer.Expect(Fin | Ack).Window;
            Assert.InRange(window, 32_768, 49_999);
            peer.Send(Fin | Ack, seq: 2001, ack: 2);
            peer.Expect(Ack, seq: 2, ack: 2002, window: window);
        }

        /// <summary>Who is waited for is given up last: before that goes what has said all and only remembers it.</summary>
        [Fact]
        public void TimeWait_YieldsItsPathBeforeOneThatStillWaits()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.Paths = 3;
                o.TimeWaitConnections = 2;
            });
            Close(peer, TcpState.FinWait2);
            peer.Advance(1000);
            const uint other = 0x0A000003;
            TcpConnection connection = peer.Tcp.Connect(new IPAddress(other), 80, 5000, out _)!;
            uint isn = peer.Take().Sequence;
            Assert.Equal(TcpState.SynSent, connection.state);
            SendFromOther(peer, other, Syn | Ack, 0, isn + 1);
            connection.ShutdownSend();
            SendFromOther(peer, other, Fin | Ack, 1, isn + 2);
            Assert.Equal([TcpState.FinWait2, TcpState.TimeWait], peer.Stack.GetConnections().Select(c => c.State).Where(c => c != TcpState.Listen).Order());
            peer.Ignore();
            Assert.NotNull(peer.Tcp.Connect(new IPAddress(0x0A000004u), 80, 0, out _));
            Assert.Equal((1, 0), (peer.Counters.TimeWaitEvicted, peer.Counters.OrphansEvicted));
            Assert.Equal(TcpState.FinWait2, peer.State);
            Assert.NotNull(peer.Tcp.Connect(new IPAddress(0x0A000005u), 80, 0, out _));
            Assert.Equal((1, 1), (peer.Counters.TimeWaitEvicted, peer.Counters.OrphansEvicted));
        }

        /// <summary>The time to give up runs from the last progress, not from when the application has closed.</summary>
        [Fact]
        public void FinBehindData_IsGivenUpAnOrphansTimeAfterTheDataWereAcknowledged()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.OrphanTimeout = 20_000;
                o.FinWait2Timeout = 3000;
            });
            TcpConnection connection = peer.Accept();
            Write(connection, 0, 100);
            connection.Close();
            peer.Advance(15_000);
            peer.Send(Ack, seq: 1, ack: 101);
            Assert.Null(connection.path);
            peer.Advance(19_999);
            Assert.Equal(TcpState.FinWait1, peer.State);
            peer.Advance(1);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        [Fact]
        public void FinWait2_IsGivenUpAfterItsOwnTime_CountedFromTheClose()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.OrphanTimeout = 90_000;
                o.FinWait2Timeout = 20_000;
            });
            TcpConnection connection = peer.Reach(TcpState.FinWait2);
            peer.Advance(5000);
            connection.Close();
            Assert.Null(connection.path);
            peer.Advance(19_999);
            Assert.Equal(TcpState.FinWait2, peer.State);
            peer.Advance(1);
            peer.Expect(Rst | Ack, seq: 2, ack: 1);
            Assert.Equal(TcpState.Closed, peer.State);
        }

        /// <summary>The same where something out of order keeps the buffers.</summary>
        [Fact]
        public void FinWait2WithAGap_IsGivenUpAfterItsOwnTime()
        {
            TcpPeer peer = NewPeer(o =>
            {
                o.OrphanTimeout = 90_000;
                o.FinWait2Timeout = 20_000;
            });
            TcpConnection connection = peer.Accept();
            peer.Send(Ack | Psh, seq: 11, ack: 1, data: Bytes(10, 10));
            connection.Close();
            peer.Ignore();
            peer.Advance(200);
            peer.Send(Ack, seq: 1, ack: 2);
            Assert.Equal(TcpState.FinWait2, connection.state);
            peer.Advance(19_999);
            Assert.Equal(TcpState.FinWait2, connection.state);
            peer.Advance(1);
            Assert.Equal(TcpState.Closed, peer.State);
            Assert.Equal(1, peer.Counters.ConnectionsFailed);
        }

        /// <summary>A peer that goes on taking data, behind a window that it closes, is not given up while it does.</summary>
        [Fact]
        public void OrphanThatMakesProgress_IsGivenUpAnOrphansTimeAfterTheLast()
        {
            TcpPeer peer = NewPeer(o => o.OrphanTimeout = 20_000);
            TcpConnection connection = peer.Accept();
            peer.Send(Ack, seq: 1, ack: 1, window: 0);
            Write(connection, 0, 500);
            connection.Close();
            long start = peer.Now;
            peer.Advance(8000);
            peer.Send(Ack, seq: 1, ack: 1, window: 1);
            peer.Send(Ack, seq: 1, ack: 2, window: 0);
            while (peer.State != TcpState.Closed)
            {
                Assert.True(peer.Now < start + 60_000);
                peer.Advance(100);
                if (peer.Device.Sent.Count > 0 && (peer.Take().Flags & Rst) == 0)
                {
                    peer.Send(Ack, seq: 1, ack: 2, window: 0);
                }
            }

            Assert.Equal(28_000, peer.Now - start);
        }

        /// <summary>Without an address nothing can be sent any more: nobody is reset.</summary>
        [Theory]
        [MemberData(nameof(Closing))]
        public void AddressThatIsLost_EndsItInSilence(TcpState state)
        {
            TcpPeer peer = NewPeer();
            Close(peer, state);
            peer.Stack.Configure(IPAddress.Any, 0, IPAddress.Any);
            peer.ExpectNothing();
            Assert.Equal((TcpState.Closed, 0), (peer.State, peer.Counters.ResetsSent));
        }

        [Fact]
        public void WithoutTimestamps_WhatItSendsHasNoOptions()
        {
            TcpPeer peer = NewPeer();
            Close(peer, TcpState.FinWait2);
            peer.Send(Fin | Ack, seq: 1, ack: 2);
            Assert.Empty(peer.Expect(Ack, seq: 2, ack: 2).Options);
        }

        /// <summary>An orphan that shares its path with a connection somebody owns would free nothing by yielding it.</summary>
        [Fact]
        public void OrphanThatSharesItsPath_DoesNotYieldIt()
        {
            TcpPeer peer = NewPeer(o => o.Paths = 2);
            TcpAcceptor acceptor = peer.Listen();
            peer.Port = 3000;
            peer.Accept(acceptor: acceptor);
            peer.Port = 3001;
            TcpConnection orphan = peer.Accept(acceptor: acceptor);
            Write(orphan, 0, 100);
            orphan.Close();
            peer.Ignore();
            Assert.Null(peer.Tcp.Connect(new IPAddress(0x0A000003u), 80, 0, out OpenError error));
            Assert.Equal(OpenError.TooMany, error);
            peer.SendFrom(0x0A000003, Syn);
            peer.ExpectNothing();
            Assert.Equal((0, 1), (peer.Counters.OrphansEvicted, peer.Counters.DroppedNoConnection));
            Assert.NotNull(orphan.path);
        }

        /// <summary>An old duplicate of the peer's first data could pass for the answer to a cookie, so the name is remembered.</summary>
        [Theory]
        [InlineData(false, false)]
        [InlineData(true, false)]
        [InlineData(false, true)]
        [InlineData(true, true)]
        public void LastAck_LeadsToTimeWait_WhereCookiesAreOut(bool cookies, bool closed)
        {
            TcpPeer peer = NewPeer();
            TcpConnection connection = peer.Reach(TcpState.LastAck);
            if (closed)
            {
                connection.Close();
            }

            if (cookies)
            {
                peer.Tcp.cookies.NoteForgotten();
            }

            peer.Send(Ack, seq: 2, ack: 2);
            peer.ExpectNothing();
            Assert.Equal(cookies ? TcpState.TimeWait : TcpState.Closed, peer.State);
        }

        private static void SendFromOther(TcpPeer peer, uint address, int flags, uint seq, uint ack)
        {
            (int port, int local) = (peer.Port, peer.LocalPort);
            (peer.Port, peer.LocalPort) = (80, 5000);
            peer.SendFrom(address, flags, (int)seq, (int)(ack - peer.StackIsn));
            (peer.Port, peer.LocalPort) = (port, local);
        }

        // A connection in a state, which its application then closes. What that sends is taken.
        private static TcpConnection Close(TcpPeer peer, TcpState state)
        {
            TcpConnection connection = peer.Reach(state);
            connection.Close();
            peer.ExpectNothing();
            return connection;
        }
    }

    public class ClosingConnectionTestsAtTheWrap : ClosingConnectionTests
    {
        protected override uint StackIsn => 0;

        protected override uint PeerIsn => 0xFFFFFFFE;
    }
}
