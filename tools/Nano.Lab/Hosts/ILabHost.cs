using Nano.Net.Tcp;

namespace Nano.Workbench
{
    /// <summary>What the lab shows of a host and asks of it.</summary>
    internal interface ILabHost
    {
        /// <summary>A or B.</summary>
        string Name { get; }

        /// <summary>Whether it stands still.</summary>
        bool IsFrozen { get; set; }

        /// <summary>Ports that it listens on.</summary>
        IEnumerable<int> Listeners { get; }

        /// <summary>Does an action at this moment.</summary>
        /// <exception cref="ScenarioException">It cannot be understood.</exception>
        void Do(TimedAction action);

        /// <summary>What its connections know.</summary>
        IEnumerable<TcpConnectionDetails> Details();
    }
}
