using System.Globalization;
using System.Text;

namespace Nano.Workbench
{
    /// <summary>
    /// All that a run depends on: settings, and what is done when. The same scenario gives the same run, to the last byte.
    /// As text it is what stands behind # in the page's address: <c>delay=20&amp;seed=7&amp;do=0:listen,B,80;1000:connect,A,80</c>.
    /// </summary>
    internal sealed class Scenario
    {
        private const int MostActions = 2000;
        private const int LongestText = 100_000;
        private const long LongestTime = 7L * 24 * 3600 * 1_000_000;

        private readonly Dictionary<string, double> values = [];
        private readonly List<TimedAction> actions = [];

        /// <summary>What is done, in order of time.</summary>
        public IReadOnlyList<TimedAction> Actions => actions;

        /// <summary>The value of a setting.</summary>
        public double this[string name]
        {
            get => values.TryGetValue(name, out double value) ? value : Find(name).Default;
            set
            {
                Setting setting = Find(name);
                value = Math.Clamp(value, setting.Least, setting.Most);
                if (value == setting.Default)
                {
                    values.Remove(name);
                }
                else
                {
                    values[name] = value;
                }
            }
        }

        /// <summary>Reads one.</summary>
        /// <exception cref="ScenarioException">It is none.</exception>
        public static Scenario Read(string text)
        {
            var scenario = new Scenario();
            if (text.Length > LongestText)
            {
                throw new ScenarioException($"a scenario has at most {LongestText} characters");
            }

            foreach (string part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = part.IndexOf('=');
                string name = equals < 0 ? part : part[..equals];
                string value = equals < 0 ? "" : part[(equals + 1)..];
                if (name == "do")
                {
                    foreach (string action in value.Split(';', StringSplitOptions.RemoveEmptyEntries))
                    {
                        scenario.Add(ReadAction(action));
                    }
                }
                else
                {
                    scenario[name] = Find(name).Read(value);
                }
            }

            return scenario;
        }

        /// <summary>Adds an action behind those of the same time.</summary>
        /// <exception cref="ScenarioException">There are too many.</exception>
        public void Add(TimedAction action)
        {
            if (actions.Count >= MostActions)
            {
                throw new ScenarioException($"a scenario has at most {MostActions} actions");
            }

            int place = actions.Count;
            while (place > 0 && actions[place - 1].Microseconds > action.Microseconds)
            {
                place--;
            }

            actions.Insert(place, action);
        }

        /// <inheritdoc/>
        public override string ToString()
        {
            var text = new StringBuilder();
            foreach (Setting setting in Setting.All)
            {
                if (values.TryGetValue(setting.Name, out double value))
                {
                    text.Append(text.Length > 0 ? "&" : "").Append(CultureInfo.InvariantCulture, $"{setting.Name}={value}");
                }
            }

            if (actions.Count > 0)
            {
                text.Append(text.Length > 0 ? "&" : "").Append("do=")
                    .AppendJoin(';', actions.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Microseconds}:{a.Text}")));
            }

            return text.ToString();
        }

        private static TimedAction ReadAction(string text)
        {
            int colon = text.IndexOf(':');
            return colon > 0 && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out long at) && at <= LongestTime
                ? TimedAction.Read(at, text[(colon + 1)..])
                : throw new ScenarioException($"'{text}' is no action with its time in microseconds");
        }

        private static Setting Find(string name) => Setting.Find(name) ?? throw new ScenarioException($"there is no setting '{name}'");
    }
}
