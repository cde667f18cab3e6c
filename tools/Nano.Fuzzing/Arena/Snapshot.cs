using System.Reflection;
using System.Reflection.Emit;

namespace Nano.Fuzzing
{
    /// <summary>
    /// The state of all that can be reached from an object, which is put back by copying: fields of objects of this
    /// project and of collections, and elements of arrays. It works because a stack makes all its objects when it is made,
    /// and costs microseconds, so that every input meets the same stack.
    /// </summary>
    internal sealed class Snapshot
    {
        private static readonly Dictionary<Type, Action<object, object>> Copiers = [];
        private static readonly Func<object, object> Clone =
            typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

        private readonly List<(object Live, object Saved, Action<object, object> Copy)> objects = [];
        private readonly List<(Array Live, Array Saved)> arrays = [];

        /// <summary>Keeps the state of an object and of all that it knows.</summary>
        internal Snapshot(object root)
        {
            var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
            var left = new Stack<object>([root]);
            while (left.TryPop(out object? item))
            {
                Type type = item.GetType();
                if (item is Array array)
                {
                    arrays.Add((array, (Array)array.Clone()));
                    if (!type.GetElementType()!.IsPrimitive)
                    {
                        foreach (object? element in array)
                        {
                            Visit(element, seen, left);
                        }
                    }

                    continue;
                }

                if (item is Delegate handler)
                {
                    foreach (Delegate single in handler.GetInvocationList())
                    {
                        Visit(single.Target, seen, left);
                    }

                    continue;
                }

                if (!type.IsValueType)
                {
                    objects.Add((item, Clone(item), CopierOf(type)));
                }

                foreach (FieldInfo field in FieldsOf(type))
                {
                    if (!field.FieldType.IsPrimitive && !field.FieldType.IsEnum)
                    {
                        Visit(field.GetValue(item), seen, left);
                    }
                }
            }
        }

        /// <summary>Puts everything back.</summary>
        internal void Restore()
        {
            foreach ((object live, object saved, Action<object, object> copy) in objects)
            {
                copy(saved, live);
            }

            foreach ((Array live, Array saved) in arrays)
            {
                Array.Copy(saved, live, live.Length);
            }
        }

        private static void Visit(object? item, HashSet<object> seen, Stack<object> left)
        {
            if (item != null && IsState(item.GetType()) && (item.GetType().IsValueType || seen.Add(item)))
            {
                left.Push(item);
            }
        }

        // What the runtime keeps for itself stays as it is.
        private static bool IsState(Type type) =>
            type.IsArray
            || type.IsSubclassOf(typeof(Delegate))
            || type.Namespace is { } space && (space.StartsWith("Nano.", StringComparison.Ordinal) || (space == "System.Collections.Generic" && !type.Name.Contains("Comparer")));

        private static IEnumerable<FieldInfo> FieldsOf(Type type)
        {
            const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            for (Type? level = type; level != null && level != typeof(object); level = level.BaseType)
            {
                foreach (FieldInfo field in level.GetFields(Own).Where(f => !f.IsDefined(typeof(NotRestoredAttribute))))
                {
                    yield return field;
                }
            }
        }

        private static Action<object, object> CopierOf(Type type)
        {
            lock (Copiers)
            {
                if (!Copiers.TryGetValue(type, out Action<object, object>? copier))
                {
                    copier = MakeCopier(type);
                    Copiers.Add(type, copier);
                }

                return copier;
            }
        }

        private static Action<object, object> MakeCopier(Type type)
        {
            var method = new DynamicMethod("Copy", null, [typeof(object), typeof(object)], type, skipVisibility: true);
            ILGenerator il = method.GetILGenerator();
            LocalBuilder from = il.DeclareLocal(type);
            LocalBuilder to = il.DeclareLocal(type);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Castclass, type);
            il.Emit(OpCodes.Stloc, from);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Castclass, type);
            il.Emit(OpCodes.Stloc, to);

            // A readonly reference is what it was.
            foreach (FieldInfo field in FieldsOf(type).Where(f => !f.IsInitOnly || f.FieldType.IsValueType))
            {
                il.Emit(OpCodes.Ldloc, to);
                il.Emit(OpCodes.Ldloc, from);
                il.Emit(OpCodes.Ldfld, field);
                il.Emit(OpCodes.Stfld, field);
            }

            il.Emit(OpCodes.Ret);
            return method.CreateDelegate<Action<object, object>>();
        }
    }
}
