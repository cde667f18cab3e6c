using System.Text;
using Mono.Cecil;

namespace Nano.Net.Tests.Firmware;

/// <summary>
/// The methods of an assembly as nanoFramework's metadata processor (3.0) numbers them, and its checksum over those that
/// are native. Firmware finds the native half of a method by its number, and takes an assembly only if its own table
/// carries the same checksum.
/// </summary>
public sealed class NativeMethods
{
    private readonly AssemblyDefinition assembly;
    private readonly MethodDefinition[] methods;

    public NativeMethods(AssemblyDefinition assembly)
    {
        this.assembly = assembly;
        methods = InTableOrder(assembly.MainModule).SelectMany(type => Ordered(type.Methods)).ToArray();
    }

    /// <summary>The functions of the native table: the symbol of each native method, and NULL for each other.</summary>
    public string[] Table => methods.Select(method => IsNative(method) ? Symbol(method) : "NULL").ToArray();

    /// <summary>
    /// A CRC-32 that runs over three strings for each native method (assembly, class and method, without separators) and
    /// over "NULL" for each other one of a class or structure. It starts anew until the first native method is done, of
    /// which therefore only the last string counts.
    /// </summary>
    public uint Checksum
    {
        get
        {
            uint crc = 0;
            bool started = false;
            foreach (MethodDefinition method in methods.Where(method => HasStub(method.DeclaringType)))
            {
                if (IsNative(method))
                {
                    crc = Crc(started ? crc : 0, assembly.Name.Name);
                    crc = Crc(started ? crc : 0, ClassName(method.DeclaringType));
                    crc = Crc(started ? crc : 0, MethodName(method));
                    started = true;
                }
                else
                {
                    crc = Crc(started ? crc : 0, "NULL");
                }
            }
            return started ? crc : 0;
        }
    }

    /// <summary>
    /// Types by name, but behind those that they need: the type around them, their interfaces, and what the methods that
    /// they call take and return.
    /// </summary>
    private static IEnumerable<TypeDefinition> InTableOrder(ModuleDefinition module)
    {
        List<TypeDefinition> ordered = new();
        HashSet<TypeDefinition> seen = new();
        foreach (TypeDefinition type in module.GetTypes().Where(type => type.Name != "<Module>").OrderBy(type => type.FullName, ByCulture.Instance))
        {
            Add(type);
        }
        return ordered;

        void Add(TypeDefinition type)
        {
            if (type.Module != module || seen.Contains(type))
            {
                return;
            }
            if (type.DeclaringType is not null)
            {
                Add(type.DeclaringType);
            }
            foreach (InterfaceImplementation implemented in type.Interfaces)
            {
                AddReferenced(implemented.InterfaceType);
            }
            if (!seen.Add(type))
            {
                return;
            }
            foreach (MethodReference called in type.Methods.Where(method => method.HasBody)
                .SelectMany(method => method.Body.Instructions).Select(instruction => instruction.Operand).OfType<MethodReference>())
            {
                AddReferenced(called.ReturnType);
                foreach (ParameterDefinition parameter in called.Parameters)
                {
                    AddReferenced(parameter.ParameterType);
                }
            }
            ordered.Add(type);
        }

        void AddReferenced(TypeReference type)
        {
            // What lies in another assembly needs not be found.
            if (type.GetElementType() is { } element && (element as TypeDefinition ?? (element.Scope == module ? element.Resolve() : null)) is { } definition)
            {
                Add(definition);
            }
        }
    }

    private static IEnumerable<MethodDefinition> Ordered(IEnumerable<MethodDefinition> methods) =>
        methods.OrderBy(method => method.IsVirtual ? 0 : method.IsStatic ? 2 : 1);

    private static bool IsNative(MethodDefinition method) => HasStub(method.DeclaringType) && method.RVA == 0 && !method.IsAbstract;

    private static bool HasStub(TypeDefinition type) =>
        !type.IsInterface && !type.IsEnum && type.BaseType?.FullName is not ("System.MulticastDelegate" or "System.Delegate");

    private string Symbol(MethodDefinition method) =>
        $"Library_{assembly.Name.Name.Replace('.', '_').ToLowerInvariant()}_{ClassName(method.DeclaringType)}::{MethodName(method)}";

    private static string ClassName(TypeDefinition type) => type.FullName.Replace('.', '_').Replace('/', '_');

    private static string MethodName(MethodDefinition method) =>
        method.Name.Replace('.', '_') + (method.IsStatic ? "___STATIC__" : "___")
        + string.Join("__", method.Parameters.Select(parameter => parameter.ParameterType).Prepend(method.ReturnType).Select(TypeName));

    private static string TypeName(TypeReference type) => type switch
    {
        ArrayType array => "SZARRAY_" + TypeName(array.ElementType),
        ByReferenceType reference => "BYREF_" + TypeName(reference.ElementType),
        _ => type.FullName switch
        {
            "System.Void" => "VOID",
            "System.Boolean" => "BOOLEAN",
            "System.Byte" => "U1",
            "System.Int32" => "I4",
            "System.Int64" => "I8",
            _ => throw new NotSupportedException($"{type.FullName} in the signature of a native method"),
        },
    };

    /// <summary>CRC-32 of the polynomial 04C11DB7, highest bit first, neither preset nor inverted.</summary>
    private static uint Crc(uint crc, string text)
    {
        foreach (byte value in Encoding.ASCII.GetBytes(text))
        {
            crc ^= (uint)value << 24;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80000000) == 0 ? crc << 1 : (crc << 1) ^ 0x04C11DB7;
            }
        }
        return crc;
    }

    /// <summary>
    /// The order of the culture en-US, in which the tools compare names. For letters, digits and dots, which is what
    /// these names are made of, it is the one that ignores case.
    /// </summary>
    private sealed class ByCulture : IComparer<string>
    {
        public static readonly ByCulture Instance = new();

        public int Compare(string? x, string? y)
        {
            foreach (string name in new[] { x!, y! })
            {
                if (!name.All(character => char.IsAsciiLetterOrDigit(character) || character == '.'))
                {
                    throw new NotSupportedException($"the place of type {name} in the table depends on its culture: rename it, or keep the compiler from making it");
                }
            }
            return StringComparer.OrdinalIgnoreCase.Compare(x, y);
        }
    }
}
