using Nano.Net.Core;

namespace Nano.Net.Services
{
    /// <summary>
    /// The way back to the names that were wanted, where others had them once: the host may be gone, or have another name.
    /// </summary>
    /// <remarks>
    /// Others are asked first, while the names in use stay in use, so that nothing changes for anybody while the wanted ones are
    /// taken. They are asked more than once within two minutes: a host that restarts meanwhile finds its name where it left it, and two
    /// hosts do not change places. Then the wanted names are probed for as all are (RFC 6762 section 8.1).
    /// </remarks>
    public sealed partial class MdnsResponder
    {
        // Milliseconds from one attempt to the next, and most of what is added at random; the same after the link came up,
        // when others need time to find their own names first.
        private const int OwnNamePause = 3600000;
        private const int LinkUpPause = 30000;
        private const int JitterDivisor = 4;

        // Questions of an attempt, and milliseconds behind each: the second one is for packets that were lost (RFC 6762 section
        // 5.2: no sooner than after a second, and every later pause at least twice as long), the third for who restarts.
        private const int OwnNameQuestions = 3;
        private const int AnswerPause = 1000;
        private const int RestartPause = 120000;

        private int ownNamePause = OwnNamePause;
        private int ownNameQuestions;
        private long ownNameDue = TimerQueue.Never;

        /// <summary>The names are this host's now: where they are not those that were wanted, these are tried again later.</summary>
        private void AwaitOwnNames()
        {
            if (ownNameDue != TimerQueue.Never)
            {
                return;
            }

            if (zone.HasDisplacedNames)
            {
                ownNameQuestions = OwnNameQuestions;
                ownNameDue = context.now + ownNamePause + Random(ownNamePause / JitterDivisor);
            }

            ownNamePause = OwnNamePause;
        }

        /// <summary>Asks who has the wanted names; where nobody has said so, they are taken back.</summary>
        private void TryOwnNames(long now)
        {
            if (ownNameQuestions == OwnNameQuestions)
            {
                zone.ForgetHeard();
            }

            ownNameDue = TimerQueue.Never;
            writer.Begin(datagram, datagramOffset, capacity, 0, 0);
            if (!zone.WriteWantedNames(writer))
            {
                AwaitOwnNames();
            }
            else if (ownNameQuestions > 0)
            {
                ownNameQuestions--;
                ownNameDue = now + (ownNameQuestions == 1 ? RestartPause : AnswerPause);
                TransmitToAll();
            }
            else
            {
                SayGoodbye(false);
                counters.NamesTakenBack += zone.TakeBackNames();
                StartProbing(Random(ProbeInterval));
            }
        }
    }
}
