using System.Reflection;
using System.Text;

namespace Nano.Fuzzing
{
    /// <summary>What an object holds: all its fields that are numbers, so that two readings can be compared without knowing them.</summary>
    internal sealed class FieldReader(Type type)
    {
        private readonly FieldInfo[] fields =
            [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(f => f.FieldType.IsPrimitive)];

        /// <summary>A number that is the same where all fields are.</summary>
        internal long Sum(object item)
        {
            long sum = 17;
            foreach (FieldInfo field in fields)
            {
                sum = (sum * 1_000_003) + Convert.ToInt64(field.GetValue(item), System.Globalization.CultureInfo.InvariantCulture);
            }

            return sum;
        }

        /// <summary>All fields, for a message.</summary>
        internal string Describe(object item) =>
            fields.Aggregate(new StringBuilder(), (text, field) => text.Append(' ').Append(field.Name).Append('=').Append(field.GetValue(item))).ToString();
    }
}
