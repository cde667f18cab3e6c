using System;
using System.Text;
using Nano.Net.Core;
using Nano.Net.Internet;
using Nano.Net.Sockets;
using Nano.Net.Udp;

namespace Nano.Net.Management
{
    /// <summary>
    /// The settings of a device: fields with values that are checked together, kept in a store, and made to hold. Those that could
    /// make the device unreachable are tried first: they are kept when somebody confirms them, and undone when nobody does so in
    /// <see cref="TrialTime"/> milliseconds, as by a restart before.
    /// <code>
    /// DeviceSettings settings = new DeviceSettings(runner, new SettingsStore(medium, 1024), 16);
    /// settings.Add(new SettingsField("interval", SettingsType.Number, "1000") { Minimum = 100, Maximum = 3600000, Apply = SetInterval });
    /// settings.Load();
    /// settings.Start();
    /// </code>
    /// </summary>
    /// <remarks>
    /// A change is all or nothing: where one value is wrong none holds. What <see cref="SettingsField.Apply"/> throws is told by
    /// <see cref="StackRunner.Faulted"/>, and the others are applied all the same.
    /// </remarks>
    public sealed class DeviceSettings : StackService
    {
        /// <summary>Milliseconds for which settings that are tried hold without being confirmed.</summary>
        public const int TrialTime = 120000;

        // Milliseconds until a new address holds, so that the answer to the request still goes out by the old one.
        private const int ApplyDelay = 500;

        private readonly SettingsStore store;
        private readonly SettingsField[] fields;
        private readonly byte[] content;
        private int count;

        // When what is tried is made to hold, and when it is undone; Never for nothing to do.
        private long applyDue = TimerQueue.Never;
        private long undoDue = TimerQueue.Never;

        /// <summary>Makes them, without fields.</summary>
        /// <param name="runner">Runs the stack, whose clock counts.</param>
        /// <param name="store">Where to keep them.</param>
        /// <param name="capacity">How many fields there may be, 1 to 64.</param>
        /// <exception cref="ArgumentNullException">There is no runner or no store.</exception>
        /// <exception cref="ArgumentException">The capacity is out of its range.</exception>
        public DeviceSettings(StackRunner runner, SettingsStore store, int capacity)
            : base(runner)
        {
            if (store == null)
            {
                throw new ArgumentNullException("store");
            }

            Range.Check(capacity, "capacity", 1, 64);
            this.store = store;
            fields = new SettingsField[capacity];
            content = new byte[store.Capacity];
        }

        /// <summary>
        /// Makes the settings hold that were tried, confirmed or undone (<see cref="SettingsField.IsTried"/>), all at once. Called
        /// under the lock of the stack: it may configure the stack and start and stop services, and must not wait.
        /// </summary>
        public event SettingsHandler TrialChanged;

        /// <summary>Looks at the values that a request wants, together (<see cref="GetWanted"/>), when each is right by itself, and marks those that do not go together (<see cref="Refuse"/>).</summary>
        public event SettingsHandler Checking;

        /// <summary>How many fields there are.</summary>
        public int Count
        {
            get { return count; }
        }

        /// <summary>Whether nothing was ever kept, or it could not be read: the device is new.</summary>
        public bool IsNew { get; private set; } = true;

        /// <summary>Seconds for which what is tried can still be confirmed, rounded up; -1 where nothing is tried.</summary>
        public int SecondsToConfirm
        {
            get
            {
                lock (runner.sync)
                {
                    long left = undoDue - runner.Clock.Milliseconds;
                    return undoDue == TimerQueue.Never ? -1 : left <= 0 ? 0 : (int)((left + 999) / 1000);
                }
            }
        }

        /// <summary>Adds a field.</summary>
        /// <param name="field">The field.</param>
        /// <exception cref="ArgumentException">There is one of its name, or its initial value is not one that it may have.</exception>
        /// <exception cref="InvalidOperationException">All places are in use.</exception>
        public void Add(SettingsField field)
        {
            if (field == null)
            {
                throw new ArgumentNullException("field");
            }

            if (count == fields.Length)
            {
                throw new InvalidOperationException("all " + fields.Length.ToString() + " settings are in use");
            }

            if (Find(field.Name) != null)
            {
                throw new ArgumentException("there are two settings called " + field.Name);
            }

            if (field.Type == SettingsType.Choice && field.Choices == null)
            {
                throw new ArgumentException("the setting " + field.Name + " has nothing to choose from");
            }

            fields[count++] = field;
        }

        /// <summary>A field by its place, 0 to <see cref="Count"/> - 1, in the order in which they were added.</summary>
        public SettingsField GetField(int index)
        {
            if (index < 0 || index >= count)
            {
                throw new ArgumentOutOfRangeException("index");
            }

            return fields[index];
        }

        /// <summary>A field by its name; null where there is none.</summary>
        public SettingsField Find(string name)
        {
            for (int i = 0; i < count; i++)
            {
                if (fields[i].Name == name)
                {
                    return fields[i];
                }
            }

            return null;
        }

        /// <summary>What a field is now.</summary>
        /// <param name="name">Its name.</param>
        /// <exception cref="ArgumentException">There is no such field.</exception>
        public string Get(string name)
        {
            return FindOrFail(name).value;
        }

        /// <summary>What a field is going to be by the request that is looked at; what it is now, where the request does not name it.</summary>
        /// <param name="name">Its name.</param>
        /// <exception cref="ArgumentException">There is no such field.</exception>
        public string GetWanted(string name)
        {
            SettingsField field = FindOrFail(name);
            return field.wanted == null ? field.value : field.wanted;
        }

        /// <summary>Marks a field of the request that is looked at as wrong.</summary>
        /// <param name="name">Its name.</param>
        /// <param name="sentence">One clear sentence that says why.</param>
        /// <exception cref="ArgumentException">There is no such field.</exception>
        public void Refuse(string name, string sentence)
        {
            FindOrFail(name).error = sentence;
        }

        /// <summary>
        /// Reads what was kept, after all fields were added. A value that its field does not take any more (of another version of
        /// the program) gives way to the initial one. Nothing is applied: the program asks for the values and starts with them.
        /// </summary>
        public void Load()
        {
            int length = store.Load(content);
            IsNew = length < 0;
            int at = 0;
            while (at + 2 <= length)
            {
                int nameLength = content[at];
                int valueLength = content[at + 1];
                at += 2;
                if (nameLength + valueLength > length - at)
                {
                    return;
                }

                SettingsField field = Find(Encoding.UTF8.GetString(content, at, nameLength));
                if (field != null)
                {
                    string value = Encoding.UTF8.GetString(content, at + nameLength, valueLength);
                    if (field.Judge(value) == null)
                    {
                        field.value = value;
                        field.kept = value;
                    }
                }

                at += nameLength + valueLength;
            }
        }

        /// <summary>Begins to look at a request.</summary>
        internal void BeginChange()
        {
            for (int i = 0; i < count; i++)
            {
                fields[i].wanted = null;
                fields[i].error = null;
            }
        }

        /// <summary>Looks at all values that a request wants.</summary>
        /// <returns>Whether all are right.</returns>
        internal bool CheckChange()
        {
            for (int i = 0; i < count; i++)
            {
                SettingsField field = fields[i];
                if (field.wanted != null && field.error == null)
                {
                    field.error = field.Judge(field.wanted);
                }
            }

            if (!HasErrors && Checking != null)
            {
                Checking(this);
            }

            return !HasErrors;
        }

        /// <summary>Keeps what a request wants, and makes it hold.</summary>
        /// <exception cref="Exception">It could not be kept; nothing has changed.</exception>
        internal void CommitChange()
        {
            bool isTrial = false;
            bool isKept = false;
            for (int i = 0; i < count; i++)
            {
                SettingsField field = fields[i];
                if (field.wanted != null && field.wanted != field.value)
                {
                    isTrial |= field.IsTried;
                    isKept |= !field.IsTried;
                }
            }

            if (isKept)
            {
                Save(false);
            }

            if (isTrial)
            {
                BeginTrial();
            }

            for (int i = 0; i < count; i++)
            {
                SettingsField field = fields[i];
                if (field.wanted == null || field.IsTried || field.wanted == field.value)
                {
                    continue;
                }

                field.value = field.wanted;
                field.kept = field.wanted;
                if (field.Apply != null)
                {
                    try
                    {
                        field.Apply(field.value);
                    }
                    catch (Exception e)
                    {
                        runner.ReportFault(e, "setting " + field.Name);
                    }
                }
            }
        }

        /// <summary>Keeps what is tried.</summary>
        /// <returns>False where nothing is tried, or not any more.</returns>
        /// <exception cref="Exception">It could not be kept; it is undone when its time has come.</exception>
        public bool Confirm()
        {
            long due;
            lock (runner.sync)
            {
                due = undoDue;
                if (due == TimerQueue.Never)
                {
                    return false;
                }

                // From here on its time does not come: what is kept is what holds.
                undoDue = TimerQueue.Never;
            }

            BeginChange();
            try
            {
                Save(true);
            }
            catch (Exception)
            {
                SetUndo(due);
                throw;
            }

            for (int i = 0; i < count; i++)
            {
                fields[i].kept = fields[i].value;
            }

            SetUndo(TimerQueue.Never);
            return true;
        }

        internal override void OnStart()
        {
            ScheduleNext();
        }

        internal override void OnStop()
        {
        }

        internal override void OnDue(long now)
        {
            bool changes = false;
            if (now >= applyDue)
            {
                applyDue = TimerQueue.Never;
                changes = true;
            }

            if (now >= undoDue)
            {
                undoDue = TimerQueue.Never;
                for (int i = 0; i < count; i++)
                {
                    changes |= fields[i].value != fields[i].kept;
                    fields[i].value = fields[i].kept;
                }
            }

            ScheduleNext();
            if (changes && TrialChanged != null)
            {
                TrialChanged(this);
            }
        }

        internal override void OnDatagram(UdpEndpoint endpoint, Path source, int sourcePort, byte[] buffer, int ipOffset, int offset, int length)
        {
            // It has no port.
        }

        private bool HasErrors
        {
            get
            {
                for (int i = 0; i < count; i++)
                {
                    if (fields[i].error != null)
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        private void BeginTrial()
        {
            lock (runner.sync)
            {
                runner.BeginCall();
                bool differs = false;
                for (int i = 0; i < count; i++)
                {
                    SettingsField field = fields[i];
                    if (field.IsTried)
                    {
                        field.value = field.wanted == null ? field.value : field.wanted;
                        differs |= field.value != field.kept;
                    }
                }

                long now = runner.Clock.Milliseconds;
                applyDue = now + ApplyDelay;

                // Who goes back to what was kept has nothing to confirm.
                undoDue = differs ? applyDue + TrialTime : TimerQueue.Never;
                ScheduleNext();
                runner.EndCall();
            }
        }

        private void SetUndo(long due)
        {
            lock (runner.sync)
            {
                runner.BeginCall();
                undoDue = due;
                ScheduleNext();
                runner.EndCall();
            }
        }

        private void ScheduleNext()
        {
            long next = applyDue < undoDue ? applyDue : undoDue;
            if (next == TimerQueue.Never)
            {
                ClearDeadline();
            }
            else
            {
                SetDeadline(next);
            }
        }

        // A length each, name and value, of all fields that are not as they are initially.
        private void Save(bool confirms)
        {
            int at = 0;
            for (int i = 0; i < count; i++)
            {
                SettingsField field = fields[i];
                string value = field.IsTried ? (confirms ? field.value : field.kept) : (field.wanted == null ? field.value : field.wanted);
                if (value == field.Default)
                {
                    continue;
                }

                byte[] name = Encoding.UTF8.GetBytes(field.Name);
                byte[] bytes = Encoding.UTF8.GetBytes(value);
                if (bytes.Length > 255 || at + 2 + name.Length + bytes.Length > content.Length)
                {
                    throw new InvalidOperationException("the settings are longer than the store's capacity of " + content.Length.ToString() + " bytes");
                }

                content[at] = (byte)name.Length;
                content[at + 1] = (byte)bytes.Length;
                Array.Copy(name, 0, content, at + 2, name.Length);
                Array.Copy(bytes, 0, content, at + 2 + name.Length, bytes.Length);
                at += 2 + name.Length + bytes.Length;
            }

            store.Save(content, at);
            IsNew = false;
        }

        private SettingsField FindOrFail(string name)
        {
            SettingsField field = Find(name);
            if (field == null)
            {
                throw new ArgumentException("there is no setting called " + name);
            }

            return field;
        }
    }
}
