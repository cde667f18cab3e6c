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
