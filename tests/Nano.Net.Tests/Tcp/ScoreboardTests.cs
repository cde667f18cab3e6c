using Nano.Net.Tcp;

namespace Nano.Net.Tests.Tcp
{
    /// <summary>What is known of everything outstanding, against a model that keeps a record for each byte.</summary>
    public sealed class ScoreboardTests
    {
        private static readonly uint First = 0xFFFFFF00;

        private static (Scoreboard Board, Rack Rack) NewBoard(int capacity = 8)
        {
            var rack = new Rack();
            rack.Open(First);
            var board = new Scoreboard(capacity, rack);
            board.Open(First);
            return (board, rack);
        }

        [Fact]
        public void AWindowSentAtOnce_IsOneSpan_AndAHoleTakesTwoMore()
        {
            (Scoreboard board, _) = NewBoard();
            for (uint i = 1; i <= 20; i++)
            {
                board.Send(First + (i * 1000), 5);
            }

            Assert.Equal(1, board.count);
            Assert.True(board.Select(First + 3000, First + 4000, 7));
            Assert.Equal(3, board.count);
            Assert.Equal(1000, board.delivered);
            Assert.True(board.Select(First + 4000, First + 6000, 7));
            Assert.Equal(3, board.count);
            Assert.Equal(3000, board.delivered);
            board.Acknowledge(First + 3500, 8);
            Assert.Equal(2, board.count);
            Assert.Equal(2500, board.delivered);
        }

        [Fact]
        public void WhatIsLostAndSentAgain_GrowsBitByBit_AndTakesOneSpan()
        {
            (Scoreboard board, _) = NewBoard(6);
            board.Send(First + 10_000, 5);
            board.Select(First + 9000, First + 10_000, 7);
            board.LoseAll();
            Assert.Equal(9000, board.lost);
            for (uint i = 0; i < 9; i++)
            {
                uint to = board.FirstLost(out uint from);
                Assert.Equal(First + (i * 1000), from);
                Assert.Equal(First + 9000, to);
                board.Resend(from, from + 1000, 9);
                Assert.Equal(8000 - (int)(i * 1000), board.lost);
            }

            Assert.Equal(2, board.count);
            Assert.Equal(1000, board.delivered);
        }

        [Fact]
        public void FirstSentIsLostFirst_AsSoonAsSomethingSentLaterHasArrived()
        {
            (Scoreboard board, Rack rack) = NewBoard();
            for (uint i = 1; i <= 5; i++)
            {
                board.Send(First + (i * 1000), (int)i);
            }

            rack.minimumRoundTrip = 40;
            board.Select(First + 2000, First + 3000, 43);

            // 40 ms for the third; the first and the second are late by 2 and 1 ms, and 10 ms of reordering are allowed.
            Assert.Equal(9, board.DetectLoss(43, 10));
            Assert.Equal(0, board.lost);
            Assert.Equal(1, board.DetectLoss(51, 10));
            Assert.Equal(1000, board.lost);
            Assert.Equal(0, board.DetectLoss(52, 10));
            Assert.Equal(2000, board.lost);
        }

        [Fact]
        public void OfWhatWasSentAtOnce_TheNumbersTellTheOrder_ButNotOfWhatWasSentAgain()
        {
            (Scoreboard board, _) = NewBoard();
            board.Send(First + 3000, 5);
            board.Select(First + 1000, First + 2000, 45);
            Assert.Equal(0, board.DetectLoss(45, 0));
            Assert.Equal(1000, board.lost);
            board.Resend(First, First + 1000, 45);
            board.Send(First + 4000, 45);
            board.Select(First + 3000, First + 4000, 85);
            board.DetectLoss(85, 0);

            // The third was sent before the fourth. The first may have been sent after it, once more.
            Assert.Equal(1000, board.lost);
            Assert.Equal(First + 3000, board.FirstLost(out uint from));
            Assert.Equal(First + 2000, from);
        }

        [Fact]
        public void Advance_DropsTheSpansThatAreAcknowledged()
        {
            Scoreboard board = SentOneByOne(10, 12);
            board.Advance(First + 4000);
            Assert.Equal(6, board.count);
            Assert.Equal(First + 4000, board.start);
            Assert.Equal(First + 9000, board.LastStart());
            board.Advance(First + 4500);
            Assert.Equal(6, board.count);
            Assert.Equal(First + 4500, board.start);
            board.Advance(First + 10_000);
            Assert.Equal(0, board.count);
        }

        [Fact]
        public void Acknowledge_DropsTheSpansThatAreAcknowledged_AndTellsRackOfEach()
        {
            (Scoreboard board, Rack rack) = NewBoard(12);
            for (uint i = 1; i <= 10; i++)
            {
                board.Send(First + (i * 1000), (int)i);
            }

            board.Acknowledge(First + 4500, 50);
            Assert.Equal(6, board.count);
            Assert.Equal(First + 4500, board.start);
            Assert.Equal(First + 4500, rack.forward);

            // The fifth was sent last of what has arrived.
            Assert.Equal(45, rack.roundTrip);
            board.Acknowledge(First + 10_000, 60);
            Assert.Equal(0, board.count);
            Assert.Equal(50, rack.roundTrip);
        }

        public static TheoryData<string> Operations => new(behindAGap.Keys);

        private static readonly Dictionary<string, Action<Scoreboard>> behindAGap = new()
        {
            ["acknowledge"] = board => board.Acknowledge(First + 6500, 50),
            ["select"] = board => board.Select(First + 6000, First + 7000, 50),
            ["lose all"] = board => board.LoseAll(),
            ["lose the first"] = board => board.LoseFirst(300),
            ["lose what is older"] = board => board.LoseOlder(50, 43),
            ["send more than there is room for"] = board =>
            {
                for (uint i = 11; i <= 20; i++)
                {
                    board.Send(First + (i * 1000), (int)i);
                }
            },
            ["send the last again"] = board => board.Resend(First + 9500, First + 10_000, 50),
            ["send the first again"] = board => board.Resend(First + 4000, First + 4500, 50),
            ["advance"] = board => board.Advance(First + 8000),
        };

        /// <summary>What is acknowledged in order leaves a gap in front of the spans, which no operation must mind.</summary>
        [Theory]
        [MemberData(nameof(Operations))]
        public void BehindAGap_EachOperationDoesWhatItDoesWithoutOne(string operation)
        {
            Scoreboard gap = SentOneByOne(10, 12);
            gap.Advance(First + 4000);
            Scoreboard none = SentOneByOne(10, 12, First + 4000);
            behindAGap[operation](gap);
            behindAGap[operation](none);
            Assert.Equal(none.count, gap.count);
            Assert.Equal(none.start, gap.start);
            Assert.Equal(none.lost, gap.lost);
            Assert.Equal(none.delivered, gap.delivered);
            Assert.Equal(none.LastStart(), gap.LastStart());
            Assert.Equal(none.IsReneged, gap.IsReneged);
            if (none.lost > 0)
            {
                Assert.Equal(none.FirstLost(out uint from), gap.FirstLost(out uint gapFrom));
                Assert.Equal(from, gapFrom);
            }

            // The same is known of each span, too: how old it is, and from where to where it goes.
            for (int age = 0; age < 60; age++)
            {
                none.LoseOlder(60, 60 - age);
                gap.LoseOlder(60, 60 - age);
                Assert.Equal(none.lost, gap.lost);
            }
        }

        [Fact]
        public void BehindAGap_LossIsDetected()
        {
            (Scoreboard board, Rack rack) = NewBoard(12);
            for (uint i = 1; i <= 10; i++)
            {
                board.Send(First + (i * 1000), (int)i);
            }

            board.Advance(First + 4000);
            rack.OnArrivedInOrder(7, First + 7000, 40);
            Assert.Equal(0, board.DetectLoss(48, 0));

            // The fifth and the sixth were sent before what has arrived at 7, and it itself was not. They are one span.
            Assert.Equal((2000, 5), (board.lost, board.count));
            board.FirstLost(out uint from);
            Assert.Equal(First + 4000, from);
        }

        /// <summary>Where all spans are taken, neighbours become one, so that what is lost can stand apart from what is not.</summary>
        [Fact]
        public void FirstIsLost_WhereAllSpansAreTaken()
        {
            (Scoreboard board, _) = NewBoard(4);
            board.Send(First + 3000, 1);
            board.Send(First + 4000, 2);
            board.Send(First + 5000, 3);
            board.Send(First + 6000, 4);
            Assert.Equal(4, board.count);
            board.LoseFirst(1000);
            Assert.Equal(1000, board.lost);
            Assert.Equal(First + 1000, board.FirstLost(out uint from));
            Assert.Equal(First, from);
        }

        [Fact]
        public void LastIsSentAgain_WhereAllSpansAreTaken()
        {
            (Scoreboard board, _) = NewBoard(4);
            board.Send(First + 1000, 1);
            board.Send(First + 2000, 2);
            board.Send(First + 3000, 3);
            board.Send(First + 6000, 4);
            Assert.Equal(4, board.count);
            board.Resend(First + 5000, First + 6000, 9);
            Assert.Equal(First + 5000, board.LastStart());

            // What was sent at 9 is no older than a millisecond; the rest is, and was sent at 4 at the latest.
            board.LoseOlder(10, 6);
            Assert.Equal(5000, board.lost);
        }

        /// <summary>Where neighbours become one, they count as sent when the later of them was, so that none is given up too early.</summary>
        [Theory]
        [InlineData(0)]
        [InlineData(-1000)]
        [InlineData(int.MaxValue - 5)]
        public void NeighboursThatBecomeOne_HaveTheLaterTime(int zero)
        {
            (Scoreboard board, _) = NewBoard(4);
            board.Send(First + 3000, zero + 1);
            board.Resend(First + 2000, First + 3000, zero + 5);
            board.Resend(First + 1000, First + 2000, zero + 9);
            board.Send(First + 4000, zero + 10);
            Assert.Equal(4, board.count);
            board.LoseFirst(1000);
            Assert.Equal((3, 1000), (board.count, board.lost));
            board.LoseOlder(zero + 15, 7);
            Assert.Equal(1000, board.lost);
            board.LoseOlder(zero + 15, 6);
            Assert.Equal(3000, board.lost);
        }

        [Fact]
        public void Reneged_IsWhoHasTheFirstByteAndDoesNotAcknowledgeIt()
        {
            (Scoreboard board, _) = NewBoard();
            Assert.False(board.IsReneged);
            board.Send(First + 2000, 1);
            Assert.False(board.IsReneged);
            board.Select(First + 1000, First + 2000, 5);
            Assert.False(board.IsReneged);
            board.Select(First, First + 1000, 5);
            Assert.True(board.IsReneged);
            board.Acknowledge(First + 2000, 6);
            Assert.False(board.IsReneged);
        }

        [Fact]
        public void LastEntryBehindAGap_IsFollowedByOneFromTheFront()
        {
            Scoreboard board = SentOneByOne(12, 12);
            board.Advance(First + 4000);
            board.Send(First + 13_000, 13);
            Assert.Equal((9, First + 12_000), (board.count, board.LastStart()));
        }

        /// <summary>What alternates cannot be joined: where all spans are taken, one is told of as a whole.</summary>
        [Fact]
        public void WhereNothingCanBeJoined_ASpanGoesWhole()
        {
            (Scoreboard board, _) = NewBoard(4);
            board.Send(First + 4000, 1);
            board.LoseFirst(1000);
            board.Resend(First + 2000, First + 3000, 5);
            Assert.Equal(4, board.count);
            board.Resend(First + 3500, First + 4000, 9);
            Assert.Equal((4, First + 3000), (board.count, board.LastStart()));
            board.LoseOlder(10, 5);
            Assert.Equal(3000, board.lost);
        }

        [Fact]
        public void FirstSpan_IsLostAsAWhole_WhereNoEntryIsFree()
        {
            (Scoreboard board, _) = NewBoard(4);
            board.Send(First + 4000, 1);
            board.Resend(First + 1000, First + 2000, 5);
            board.Resend(First + 3000, First + 4000, 5);
            Assert.Equal(4, board.count);
            board.LoseFirst(500);
            Assert.Equal((4, 1000), (board.count, board.lost));

            // All entries are in use, and no more are looked at.
            board.ForgetLosses();
            board.ForgetDeliveries();
            Assert.Equal((4, 0, 0), (board.count, board.lost, board.delivered));
        }

        [Fact]
        public void FirstSpan_IsLostOnce_AndNotWhereItHasArrivedOrNothingIsOutstanding()
        {
            (Scoreboard board, _) = NewBoard();
            board.LoseFirst(1000);
            Assert.Equal(0, board.lost);
            board.Send(First + 2000, 1);
            board.LoseFirst(1000);
            board.LoseFirst(1000);
            Assert.Equal(1000, board.lost);
            (board, _) = NewBoard();
            board.Send(First + 2000, 1);
            board.Select(First, First + 1000, 5);
            board.LoseFirst(1000);
            Assert.Equal(0, board.lost);
        }

        [Fact]
        public void Acknowledgment_IsOfNothingBehindIt()
        {
            (Scoreboard board, Rack rack) = NewBoard();
            board.Send(First + 1000, 1);
            board.Send(First + 2000, 5);
            board.Acknowledge(First + 1000, 50);
            Assert.Equal((49, First + 1000), (rack.roundTrip, rack.forward));
        }

        /// <summary>What was sent again, and whose echo is of before, is the earlier one: in order, that is known (RFC 8985 section 6.2, step 2).</summary>
        [Theory]
        [InlineData(1000)]
        [InlineData(500)]
        public void AcknowledgmentOfWhatWasSentAgain_GoesByTheEcho(int acknowledged)
        {
            (Scoreboard board, Rack rack) = NewBoard();
            rack.minimumRoundTrip = 1;
            rack.echoedAt = 1;
            board.Send(First + 1000, 1);
            board.Resend(First, First + 1000, 5);
            board.Acknowledge(First + (uint)acknowledged, 50);
            Assert.Equal(-1, rack.roundTrip);
        }

        [Fact]
        public void SentAgain_IsRemembered_AlsoWhereNeighboursThatAreLostBecomeOne()
        {
            (Scoreboard board, Rack rack) = NewBoard();
            rack.minimumRoundTrip = 1;
            rack.echoedAt = 0;
            board.Send(First + 2000, 1);
            board.Resend(First, First + 1000, 5);
            board.LoseAll();
            Assert.Equal(1, board.count);
            board.ForgetLosses();
            board.Acknowledge(First + 2000, 50);
            Assert.Equal(-1, rack.roundTrip);
        }

        /// <summary>
        /// A block takes an entry for each of its ends that is in the middle of a span, and leaves two. Where there are so many,
        /// the times are kept; where there are not, neighbours become one.
        /// </summary>
        [Theory]
        [InlineData(6, 1000, 2000, 6)]
        [InlineData(7, 1000, 2000, 3)]
        [InlineData(5, 1000, 1500, 6)]
        [InlineData(6, 1000, 1500, 3)]
        [InlineData(5, 1500, 2000, 6)]
        [InlineData(6, 1500, 2000, 3)]
        [InlineData(4, 1500, 1600, 6)]
        [InlineData(5, 1500, 1600, 3)]
        [InlineData(5, 0, 500, 6)]
        [InlineData(6, 0, 500, 2)]
        public void Block_KeepsTheTimesOfOthers_WhereThereIsRoom(uint spans, uint from, uint to, int count)
        {
            Scoreboard board = SentOneByOne(spans, 8);
            Assert.True(board.Select(First + from, First + to, 50));
            Assert.Equal((count, (int)(to - from)), (board.count, board.delivered));
        }

        /// <summary>Two entries stay free: a block that would need them goes unremembered, and the caller knows.</summary>
        [Fact]
        public void Block_WithoutAnEntryForItsEnds_GoesUnremembered()
        {
            (Scoreboard board, _) = NewBoard(6);
            board.Send(First + 5000, 1);
            Assert.True(board.Select(First + 2000, First + 3000, 5));
            Assert.False(board.Select(First + 3500, First + 4000, 5));
            Assert.Equal((3, 1000), (board.count, board.delivered));
            Assert.True(board.Select(First + 3000, First + 4000, 5));
            Assert.Equal((3, 2000), (board.count, board.delivered));
            Assert.True(board.Select(First + 4500, First + 5000, 5));
            Assert.Equal((4, 2500), (board.count, board.delivered));
            Assert.False(board.Select(First + 1000, First + 2000, 5));
            Assert.Equal((4, 2500), (board.count, board.delivered));

            // What is a whole span needs none.
            Assert.True(board.Select(First + 4000, First + 4500, 5));
            Assert.Equal((2, 3000), (board.count, board.delivered));
        }

        // Segments of 1,000 bytes that were sent at 1, 2, 3 ...: a span each. Of them, those from some number on.
        private static Scoreboard SentOneByOne(uint segments, int capacity, uint? from = null)
        {
            var rack = new Rack();
            rack.Open(First);
            var board = new Scoreboard(capacity, rack);
            board.Open(from ?? First);
            for (uint i = 1; i <= segments; i++)
            {
                if ((int)(First + (i * 1000) - board.start) > 0)
                {
                    board.Send(First + (i * 1000), (int)i);
                }
            }

            return board;
        }

        [Theory]
        [InlineData(6)]
        [InlineData(8)]
        [InlineData(16)]
        [InlineData(4096)]
        public void Random_AgreesWithAModelOfBytes_AndKnowsLessOnlyWhereItIsFull(int capacity)
        {
            var random = new Random(capacity);
            for (int round = 0; round < 300; round++)
            {
                (Scoreboard board, _) = NewBoard(capacity);
                var model = new List<(bool Lost, bool Delivered)>();
                bool exact = true;
                int now = 0;
                for (int step = 0; step < 60; step++)
                {
                    now += random.Next(3);
                    int choice = random.Next(10);
                    int from = random.Next(model.Count + 1);
                    int length = random.Next(1, 40);
                    int to = Math.Min(model.Count, from + length);
                    if (choice < 4)
                    {
                        board.Send(board.start + (uint)(model.Count + length), now);
                        model.AddRange(Enumerable.Repeat((false, false), length));
                    }
                    else if (choice < 7 && to > from)
                    {
                        exact &= board.Select(board.start + (uint)from, board.start + (uint)to, now);
                        for (int i = from; i < to; i++)
                        {
                            model[i] = (false, true);
                        }
                    }
                    else if (choice == 7)
                    {
                        board.LoseAll();
                        for (int i = 0; i < model.Count; i++)
                        {
                            model[i] = (!model[i].Delivered, model[i].Delivered);
                        }
                    }
                    else if (choice == 8 && board.lost > 0)
                    {
                        uint end = board.FirstLost(out uint start);
                        end = start + Math.Min(end - start, (uint)length);
                        board.Resend(start, end, now);
                        for (uint i = start - board.start; i < end - board.start; i++)
                        {
                            Assert.True(model[(int)i].Lost || !exact || board.count == capacity);
                            model[(int)i] = (false, false);
                        }
                    }
                    else if (choice == 9)
                    {
                        int gone = random.Next(model.Count + 1);
                        board.Acknowledge(board.start + (uint)gone, now);
                        model.RemoveRange(0, gone);
                    }

                    Assert.InRange(board.count, 0, capacity);
                    Assert.InRange(board.delivered, 0, model.Count(b => b.Delivered));
                    Assert.InRange(board.delivered + board.lost, 0, model.Count);
                    if (capacity == 4096)
                    {
                        Assert.True(exact);
                        Assert.Equal(model.Count(b => b.Delivered), board.delivered);
                        Assert.Equal(model.Count(b => b.Lost), board.lost);
                        int lost = model.FindIndex(b => b.Lost);
                        if (lost >= 0)
                        {
                            board.FirstLost(out uint start);
                            Assert.Equal((uint)lost, start - board.start);
                        }
                    }
                }
            }
        }
    }
}
