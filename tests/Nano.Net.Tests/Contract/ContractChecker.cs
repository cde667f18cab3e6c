using Mono.Cecil;
using Mono.Cecil.Cil;
using Nano.Net.Tests.Contract.Rules;

namespace Nano.Net.Tests.Contract;

/// <summary>
/// Reads the IL of an assembly and says where it breaks the contract. Everything the assembly defines, and everything
/// that its definitions and instructions name, goes past the rules in turn; the first that objects has the word.
/// Attributes of the assembly and the module are left aside: the build writes them, and the device build writes none.
/// </summary>
public sealed class ContractChecker
{
    private readonly Rule[] rules;
    private readonly ApiRule api;
    private readonly SortedSet<string> violations = new(StringComparer.Ordinal);

    public ContractChecker(NanoFrameworkApi nanoFramework, params string[] libraries)
    {
        api = new ApiRule(nanoFramework, libraries);
        rules = new Rule[]
        {
            new SyntaxRule(),
            new OpcodeRule(),
            new EnumTextRule(),
            new SystemNetRule(libraries),
            new MissingFeatureRule(),
            new ArrayRule(),
            new PointerRule(),
            new GenericsRule(),
            new LayerRule(),
            api,
        };
    }

    /// <summary>The members of nanoFramework that were met.</summary>
    public IEnumerable<string> Used => api.Used;

    /// <summary>Checks the assembly in a file; its symbols, where it has any, tell the code that is for the host alone.</summary>
    public IReadOnlyCollection<string> Check(string assembly)
    {
        using DefaultAssemblyResolver resolver = Resolver();
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly, new ReaderParameters
        {
            AssemblyResolver = resolver,
            ReadSymbols = true,
            SymbolReaderProvider = new DefaultSymbolReaderProvider(throwIfNoSymbol: false),
        });
        return Check(module);
    }

    /// <summary>Checks an assembly in memory, with its symbols.</summary>
    public IReadOnlyCollection<string> Check(Stream assembly, Stream symbols)
    {
        using DefaultAssemblyResolver resolver = Resolver();
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly, new ReaderParameters
        {
            AssemblyResolver = resolver,
            SymbolStream = symbols,
            SymbolReaderProvider = new PortablePdbReaderProvider(),
        });
        return Check(module);
    }

    private static DefaultAssemblyResolver Resolver()
    {
        DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        return resolver;
    }

    private IReadOnlyCollection<string> Check(ModuleDefinition module)
    {
        violations.Clear();
        foreach (TypeDefinition type in module.GetTypes())
        {
            if (!SyntaxRule.IsStateMachine(type) && !HostOnly.Is(type))
            {
                CheckType(type);
            }
        }
        return violations.ToArray();
    }

    private void CheckType(TypeDefinition type)
    {
        Place place = new(type, null, NameOf(type));
        if (Reject(place, "", rule => rule.OfType(type)))
        {
            return;
        }
        Use(place, type.BaseType);
        foreach (InterfaceImplementation implemented in type.Interfaces)
        {
            Use(place, implemented.InterfaceType);
        }
        Attributes(place, type);
        foreach (FieldDefinition field in type.Fields)
        {
            Place ofField = new(type, null, NameOf(field));
            Attributes(ofField, field);
            Use(ofField, field.FieldType);
        }
        foreach (PropertyDefinition property in type.Properties)
        {
            Attributes(place, property);
        }
        foreach (EventDefinition eventOfType in type.Events)
        {
            Attributes(place, eventOfType);
        }
        foreach (MethodDefinition method in type.Methods)
        {
            if (!HostOnly.Is(method))
            {
                CheckMethod(method);
            }
        }
    }

    private void CheckMethod(MethodDefinition method)
    {
        Place place = new(method.DeclaringType, method, NameOf(method));
        if (Reject(place, "", rule => rule.OfMethod(method)))
        {
            return;
        }
        Attributes(place, method);
        Use(place, method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            Attributes(place, parameter);
            Use(place, parameter.ParameterType);
        }
        foreach (MethodReference overridden in method.Overrides)
        {
            Use(place, overridden);
        }
        if (method.HasBody)
        {
            CheckBody(place, method.Body);
        }
    }

    private void CheckBody(Place place, MethodBody body)
    {
        foreach (VariableDefinition variable in body.Variables)
        {
            Use(place, variable.VariableType);
        }
        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            Use(place, handler.CatchType);
        }
        foreach (Instruction instruction in body.Instructions)
        {
            MemberReference? operand = instruction.Operand as MemberReference;
            if (!Reject(place, $"uses {instruction.OpCode.Name} {operand?.FullName}".TrimEnd(), rule => rule.OfInstruction(instruction)))
            {
                Use(place, operand);
            }
        }
    }

    private void Attributes(Place place, ICustomAttributeProvider provider)
    {
        foreach (CustomAttribute attribute in provider.CustomAttributes)
        {
            if (!CompilerHelpers.IsOwnAttribute(attribute.AttributeType))
            {
                Use(place, attribute.Constructor);
            }
        }
    }

    /// <summary>Judges the use of a member, and what it is made of: the type that has it, the element of an array type. Says whether it passes.</summary>
    private bool Use(Place place, MemberReference? used)
    {
        if (used is null)
        {
            return true;
        }
        if (CompilerHelpers.OnDevice(used, place.Method) is { } members)
        {
            IEnumerable<TypeReference> arguments = (used as GenericInstanceMethod)?.GenericArguments ?? Enumerable.Empty<TypeReference>();
            return members.All(member => !Reject(place, "uses " + used.FullName, _ => api.OfMember(member)))
                && arguments.All(argument => Use(place, argument));
        }
        if (used is not TypeReference && !Use(place, used.DeclaringType))
        {
            return false;
        }
        return !Reject(place, "uses " + used.FullName, rule => rule.OfUse(used, place.Type))
            && Use(place, (used as TypeSpecification)?.ElementType)
            && Use(place, (used as IModifierType)?.ModifierType);
    }

    private bool Reject(Place place, string what, Func<Rule, string?> objection)
    {
        string? text = rules.Select(objection).FirstOrDefault(answer => answer is not null);
        if (text is not null)
        {
            violations.Add((place.Name + " " + what).TrimEnd() + ": " + text);
        }
        return text is not null;
    }

    /// <summary>The name that the source has: a lambda goes by the method that it stands in.</summary>
    private static string NameOf(IMemberDefinition member)
    {
        TypeDefinition type = member as TypeDefinition ?? member.DeclaringType;
        string name = ReferenceEquals(type, member) ? "" : member.Name;
        while (type.DeclaringType is not null && type.Name.StartsWith('<'))
        {
            type = type.DeclaringType;
        }
        if (name.StartsWith('<'))
        {
            name = name[1..name.IndexOf('>')];
        }
        return name.Length > 0 ? type.FullName + "::" + name : type.FullName;
    }

    private sealed record Place(TypeDefinition Type, MethodDefinition? Method, string Name);
}
