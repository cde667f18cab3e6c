using System.Reflection;
using System.Reflection.Emit;

namespace Nano.Fuzzing
{
    /// <summary>Reads the counters of some objects: all their public fields of type long.</summary>
    internal sealed class CounterReader
    {
        private readonly List<(object Source, Action<object, long[], int> Read, int At)> readers = [];

        internal CounterReader(IEnumerable<object> sources)
        {
            foreach (object source in sources)
            {
                FieldInfo[] fields = [.. source.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public).Where(f => f.FieldType == typeof(long))];
                readers.Add((source, Make(source.GetType(), fields), Count));
                Count += fields.Length;
            }
        }

        /// <summary>How many there are.</summary>
        internal int Count { get; }

        internal void Read(long[] values)
        {
            foreach ((object source, Action<object, long[], int> read, int at) in readers)
            {
                read(source, values, at);
            }
        }

        private static Action<object, long[], int> Make(Type type, FieldInfo[] fields)
        {
            var method = new DynamicMethod("Read", null, [typeof(object), typeof(long[]), typeof(int)], type, skipVisibility: true);
            ILGenerator il = method.GetILGenerator();
            for (int i = 0; i < fields.Length; i++)
            {
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Ldc_I4, i);
                il.Emit(OpCodes.Add);
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Castclass, type);
                il.Emit(OpCodes.Ldfld, fields[i]);
                il.Emit(OpCodes.Stelem_I8);
            }

            il.Emit(OpCodes.Ret);
            return method.CreateDelegate<Action<object, long[], int>>();
        }
    }
}
