namespace Nano.Benchmarks
{
    /// <summary>A measured figure.</summary>
    internal sealed class Figure
    {
        private readonly string name;
        private readonly string title;
        private readonly string unit;
        private readonly long thousandths;
        private readonly long reach;

        /// <summary>Makes one.</summary>
        /// <param name="name">Its name in JSON.</param>
        /// <param name="title">What was measured, for people.</param>
        /// <param name="thousandths">Its value, in thousandths of the unit.</param>
        /// <param name="unit">The unit.</param>
        /// <param name="reach">What it should be at most, in thousandths of the unit; negative for nothing.</param>
        internal Figure(string name, string title, long thousandths, string unit, long reach)
        {
            this.name = name;
            this.title = title;
            this.thousandths = thousandths;
            this.unit = unit;
            this.reach = reach;
        }

        /// <summary>As a row of a table.</summary>
        internal string Row()
        {
            string met = reach < 0 ? "" : thousandths <= reach ? "met" : "NOT MET";
            return title.PadRight(44, ' ') + Text(thousandths).PadLeft(10, ' ') + "  " + unit.PadRight(24, ' ') + (reach < 0 ? "" : Text(reach)).PadLeft(8, ' ') + "  " + met;
        }

        /// <summary>As an object in JSON.</summary>
        internal string Json()
        {
            return "{\"name\":\"" + name + "\",\"title\":\"" + title + "\",\"value\":" + Text(thousandths)
                + ",\"unit\":\"" + unit + "\",\"reach\":" + (reach < 0 ? "null" : Text(reach)) + "}";
        }

        private static string Text(long thousandths)
        {
            string sign = thousandths < 0 ? "-" : "";
            thousandths = thousandths < 0 ? -thousandths : thousandths;
            string whole = sign + (thousandths / 1000).ToString();
            return thousandths % 1000 == 0 ? whole : whole + "." + (thousandths % 1000).ToString().PadLeft(3, '0');
        }
    }
}
