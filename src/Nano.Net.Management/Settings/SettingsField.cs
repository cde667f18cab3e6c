using System;

namespace Nano.Net.Management
{
    /// <summary>
    /// One setting: what it is called, what it may be, and what happens when it is another. A program adds one in a line:
    /// <code>
    /// settings.Add(new SettingsField("threshold", SettingsType.Number, "20") { Minimum = 0, Maximum = 100, Apply = SetThreshold });
    /// </code>
    /// </summary>
    /// <remarks>Fields, because properties would cost the device flash for nothing; not to be changed once it was added.</remarks>
    public sealed class SettingsField
    {
        /// <summary>Bytes that a value may have.</summary>
        public const int LongestValue = 128;

        /// <summary>Its name in requests and in the store: 1 to 24 lower-case letters, digits and underscores.</summary>
        public readonly string Name;

        /// <summary>What it is.</summary>
        public readonly SettingsType Type;

        /// <summary>What it is where nothing was kept.</summary>
        public readonly string Default;

        /// <summary>What it is called on the page; null (the default) for its name.</summary>
        public string Title;

        /// <summary>With which others it stands together on the page; null (the default) for none.</summary>
        public string Group;

        /// <summary>The least number, or the least length of a text or secret; 0 by default.</summary>
        public int Minimum;

        /// <summary>The greatest number, or the greatest length of a text or secret, which is 128 at most; 64 by default.</summary>
        public int Maximum = 64;

        /// <summary>The words to choose from; null for other types.</summary>
        public string[] Choices;

        /// <summary>Whether it holds only after a restart, as the page says then.</summary>
        public bool NeedsRestart;

        /// <summary>
        /// Whether a wrong value could make the device unreachable, as an address does: it is tried, and undone where nobody confirms it
        /// in time. Such settings are made to hold together, by <see cref="DeviceSettings.TrialChanged"/>.
        /// </summary>
        public bool IsTried;

        /// <summary>Looks at a value further; null (the default) where type and range say all.</summary>
        public SettingsCheck Check;

        /// <summary>Makes a value hold, on the thread of the request; null (the default) where the program asks for it itself.</summary>
        public SettingsApply Apply;

        // What holds now, and what was kept: they differ while it is tried.
        internal string value;
        internal string kept;

        // What a request wants it to be, and what is wrong with that; null for nothing.
        internal string wanted;
        internal string error;

        /// <summary>Makes one.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="type">What it is.</param>
        /// <param name="initial">What it is where nothing was kept.</param>
        /// <exception cref="ArgumentException">The name has other characters, or there is no initial value.</exception>
        public SettingsField(string name, SettingsType type, string initial)
        {
            bool isName = name != null && name.Length > 0 && name.Length <= 24;
            for (int i = 0; isName && i < name.Length; i++)
            {
                char c = name[i];
                isName = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
            }

            if (!isName)
            {
                throw new ArgumentException("the name of a setting has 1 to 24 lower-case letters, digits and underscores");
            }

            if (initial == null)
            {
                throw new ArgumentException("a setting has an initial value, if an empty one");
            }

            Name = name;
            Type = type;
            Default = initial;
            value = initial;
            kept = initial;
        }

        /// <summary>What it is now.</summary>
        public string Value
        {
            get { return value; }
        }

        /// <summary>What it is now, as a number; 0 where it is none.</summary>
        public int Number
        {
            get
            {
                int number;
                return TryReadNumber(value, out number) ? number : 0;
            }
        }

        /// <summary>Says what is wrong with a value; null for nothing.</summary>
        internal string Judge(string candidate)
        {
            string wrong = JudgeType(candidate);
            return wrong == null && Check != null ? Check(candidate) : wrong;
        }

        private string JudgeType(string candidate)
        {
            if (candidate.Length > LongestValue)
            {
                return "It is too long.";
            }

            switch (Type)
            {
                case SettingsType.Number:
                    int number;
                    return TryReadNumber(candidate, out number) && number >= Minimum && number <= Maximum
                        ? null
                        : "It must be a whole number from " + Minimum.ToString() + " to " + Maximum.ToString() + ".";
                case SettingsType.Choice:
                    for (int i = 0; i < Choices.Length; i++)
                    {
                        if (Choices[i] == candidate)
                        {
                            return null;
                        }
                    }

                    return "It is none of the choices.";
                case SettingsType.Address:
                    IPAddress address;
                    return candidate.Length == 0 || IPAddress.TryParse(candidate, out address) ? null : "It must be an address such as 192.168.1.20.";
                default:
                    if (candidate.Length < Minimum || candidate.Length > Maximum)
                    {
                        return "It must have " + Minimum.ToString() + " to " + Maximum.ToString() + " characters.";
                    }

                    for (int i = 0; i < candidate.Length; i++)
                    {
                        if (candidate[i] < ' ' || candidate[i] == 0x7F)
                        {
                            return "It must have no control characters.";
                        }
                    }

                    return null;
            }
        }

        internal static bool TryReadNumber(string text, out int number)
        {
            number = 0;
            bool isNegative = text.Length > 0 && text[0] == '-';
            int first = isNegative ? 1 : 0;
            if (text.Length == first || text.Length > first + 9)
            {
                return false;
            }

            for (int i = first; i < text.Length; i++)
            {
                if (text[i] < '0' || text[i] > '9')
                {
                    return false;
                }

                number = (number * 10) + (text[i] - '0');
            }

            number = isNegative ? -number : number;
            return true;
        }
    }
}
