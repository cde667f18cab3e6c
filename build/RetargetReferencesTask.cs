using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Nano.Build
{
    /// <summary>
    /// Rewrites the references of libraries to an assembly that the firmware may lack (System.Net) into references to another
    /// that has the same types (Nano.System.Net), and says which members are missing there: nanoCLR does not load a program
    /// of which one member is missing, even where no path leads to it.
    /// </summary>
    public sealed class RetargetReferences : Task
    {
        private readonly List<string> taken = new List<string>();
        private readonly List<string> rewritten = new List<string>();
        private readonly List<string> kept = new List<string>();
        private ReferenceResolver resolver;
        private ModuleDefinition facade;

        /// <summary>Every assembly that the program is compiled against.</summary>
        [Required]
        public ITaskItem[] References { get; set; }

        /// <summary>Name of the assembly that takes the place; it is one of the references.</summary>
        [Required]
        public string Facade { get; set; }

        /// <summary>Name of the assembly whose place it takes.</summary>
        [Required]
        public string Replaced { get; set; }

        /// <summary>Names of assemblies that are left as they are.</summary>
        public string[] Exempt { get; set; }

        /// <summary>Where the rewritten assemblies go.</summary>
        [Required]
        public string Folder { get; set; }

        /// <summary>A file to write: the references that are not any more, one a line.</summary>
        [Required]
        public string TakenList { get; set; }

        /// <summary>A file to write: the rewritten assemblies, one a line.</summary>
        [Required]
        public string RewrittenList { get; set; }

        /// <summary>A file to write: the replaced assembly, where an exempt one still needs it.</summary>
        [Required]
        public string KeptList { get; set; }

        public override bool Execute()
        {
            HashSet<string> exempt = new HashSet<string>(Exempt ?? new string[0], StringComparer.OrdinalIgnoreCase);
            Directory.CreateDirectory(Folder);
            using (resolver = new ReferenceResolver(References))
            {
                if (!resolver.Has(Facade))
                {
                    Log.LogError(null, "NANO0010", null, null, 0, 0, 0, 0, "{0} is not among the references, so nothing can take the place of {1}.", Facade, Replaced);
                    return false;
                }

                facade = resolver.Find(Facade).MainModule;
                bool isNeeded = false;
                foreach (ITaskItem reference in References)
                {
                    string name = Path.GetFileNameWithoutExtension(reference.ItemSpec);
                    if (name == Replaced || name == Facade)
                    {
                        continue;
                    }

                    ModuleDefinition library = resolver.Find(name).MainModule;
                    if (!library.AssemblyReferences.Any(known => known.Name == Replaced))
                    {
                        continue;
                    }

                    if (exempt.Contains(name))
                    {
                        isNeeded = true;
                    }
                    else if (Check(name, library))
                    {
                        Rewrite(reference, library);
                    }
                }

                (isNeeded ? kept : taken).AddRange(References.Select(item => item.ItemSpec).Where(path => Path.GetFileNameWithoutExtension(path) == Replaced));
            }

            if (Log.HasLoggedErrors)
            {
                return false;
            }

            File.WriteAllLines(TakenList, taken);
            File.WriteAllLines(KeptList, kept);
            File.WriteAllLines(RewrittenList, rewritten);
            return true;
        }

        // References

        private void Rewrite(ITaskItem reference, ModuleDefinition library)
        {
            AssemblyNameReference target = library.AssemblyReferences.First(known => known.Name == Replaced);

            // nanoCLR compares the name, and the first two numbers of the version.
            target.Name = facade.Assembly.Name.Name;
            target.Version = facade.Assembly.Name.Version;
            target.PublicKeyToken = facade.Assembly.Name.PublicKeyToken;

            // It is not what was signed any more. Those that refer to it by its key still find it.
            library.Attributes &= ~ModuleAttributes.StrongNameSigned;
            string path = Path.GetFullPath(Path.Combine(Folder, Path.GetFileName(reference.ItemSpec)));
            library.Write(path);
            taken.Add(reference.ItemSpec);
            rewritten.Add(path);
            Log.LogMessage(MessageImportance.Normal, "{0} -> {1}", reference.ItemSpec, path);
        }

        // Checks

        private bool Check(string name, ModuleDefinition library)
        {
            bool isGood = true;
            MethodDefinition native = library.GetTypes().SelectMany(type => type.Methods).FirstOrDefault(method => method.IsInternalCall);
            if (native != null)
            {
                isGood = Fail("NANO0011", "{0} has a native half ({1}), which works with the firmware's own {2}. Name it in an item NanoSystemNetExempt.", name, native.FullName, Replaced);
            }

            foreach (TypeReference type in library.GetTypeReferences().Where(IsReplaced))
            {
                TypeDefinition found = FindType(type);
                if (found == null)
                {
                    isGood = Fail("NANO0012", "{0} uses the type {1}, which {2} does not have; {3}.", name, type.FullName, Facade, Describe(UsersOf(library, type)));
                }
                else if (found.IsEnum)
                {
                    isGood &= CheckValues(name, type, found);
                }
            }

            foreach (MemberReference member in library.GetMemberReferences().Where(member => IsReplaced(member.DeclaringType)))
            {
                TypeDefinition type = FindType(member.DeclaringType);
                if (type != null && !Has(type, member))
                {
                    isGood = Fail("NANO0013", "{0} uses {1}, which {2} does not have; {3}.", name, member.FullName, Facade, Describe(UsersOf(library, member)));
                }
            }

            foreach (MethodDefinition method in library.GetTypes().SelectMany(type => type.Methods).Where(method => method.IsVirtual && !method.IsNewSlot && !method.HasOverrides))
            {
                TypeReference parent = method.DeclaringType.BaseType;
                while (parent != null && !IsReplaced(parent))
                {
                    TypeDefinition definition = parent.Resolve();
                    parent = definition == null ? null : definition.BaseType;
                }

                TypeDefinition replacement = parent == null ? null : FindType(parent);
                if (replacement != null && !Ancestry(replacement).SelectMany(type => type.Methods).Any(candidate => candidate.IsVirtual && IsSame(candidate, method)))
                {
                    isGood = Fail("NANO0013", "{0} overrides a member in {1} that {2} does not have in {3}.", name, method.FullName, Facade, parent.FullName);
                }
            }

            return isGood;
        }

        // The compiler has put the values into the library.
        private bool CheckValues(string name, TypeReference type, TypeDefinition found)
        {
            TypeDefinition original = type.Resolve();
            if (original == null)
            {
                return true;
            }

            bool isGood = true;
            foreach (FieldDefinition value in original.Fields.Where(field => field.HasConstant))
            {
                FieldDefinition other = found.Fields.FirstOrDefault(field => field.Name == value.Name);
                if (other != null && Convert.ToInt64(other.Constant) != Convert.ToInt64(value.Constant))
                {
                    isGood = Fail("NANO0014", "{0} uses {1}, whose {2} is {3}, but {4} in {5}.", name, type.FullName, value.Name, value.Constant, other.Constant, Facade);
                }
            }

            return isGood;
        }

        private bool Fail(string code, string text, params object[] arguments)
        {
            Log.LogError(null, code, null, null, 0, 0, 0, 0, text, arguments);
            return false;
        }

        private bool IsReplaced(TypeReference type)
        {
            TypeReference element = type.GetElementType();
            while (element.DeclaringType != null)
            {
                element = element.DeclaringType;
            }

            return element.Scope is AssemblyNameReference && element.Scope.Name == Replaced;
        }

        private TypeDefinition FindType(TypeReference type)
        {
            TypeDefinition found = facade.GetType(type.GetElementType().FullName);
            return found != null && (found.IsPublic || found.IsNestedPublic) ? found : null;
        }

        // Methods are looked for in base types as well, as nanoCLR does; fields are not.
        private static bool Has(TypeDefinition type, MemberReference member)
        {
            MethodReference method = member as MethodReference;
            if (method != null)
            {
                return Ancestry(type).SelectMany(ancestor => ancestor.Methods).Any(candidate => IsVisible(candidate) && IsSame(candidate, method));
            }

            FieldReference field = (FieldReference)member;
            return type.Fields.Any(candidate => (candidate.IsPublic || candidate.IsFamily || candidate.IsFamilyOrAssembly)
                && candidate.Name == field.Name && candidate.FieldType.FullName == field.FieldType.FullName);
        }

        private static bool IsVisible(MethodDefinition method)
        {
            return method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
        }

        private static bool IsSame(MethodDefinition candidate, MethodReference method)
        {
            return candidate.Name == method.Name
                && candidate.HasThis == method.HasThis
                && candidate.ReturnType.FullName == method.ReturnType.FullName
                && candidate.Parameters.Select(parameter => parameter.ParameterType.FullName).SequenceEqual(method.Parameters.Select(parameter => parameter.ParameterType.FullName));
        }

        private static IEnumerable<TypeDefinition> Ancestry(TypeDefinition type)
        {
            while (type != null)
            {
                yield return type;
                type = type.BaseType == null ? null : type.BaseType.Resolve();
            }
        }

        // Users

        private static string Describe(string user)
        {
            return user == null ? "no method of it says where" : "it is used by " + user;
        }

        // The first member that uses a type or a member, so that a reader finds the place.
        private static string UsersOf(ModuleDefinition library, MemberReference used)
        {
            foreach (TypeDefinition type in library.GetTypes())
            {
                foreach (MethodDefinition method in type.Methods)
                {
                    if (method.HasBody && method.Body.Instructions.Any(instruction => Uses(instruction, used)))
                    {
                        return method.FullName;
                    }
                }
            }

            foreach (TypeDefinition type in library.GetTypes())
            {
                if (Is(type.BaseType, used) || type.Interfaces.Any(implemented => Is(implemented.InterfaceType, used)))
                {
                    return type.FullName;
                }

                FieldDefinition field = type.Fields.FirstOrDefault(candidate => Is(candidate.FieldType, used));
                if (field != null)
                {
                    return field.FullName;
                }

                MethodDefinition method = type.Methods.FirstOrDefault(candidate => Is(candidate.ReturnType, used)
                    || candidate.Parameters.Any(parameter => Is(parameter.ParameterType, used))
                    || (candidate.HasBody && candidate.Body.Variables.Any(variable => Is(variable.VariableType, used)))
                    || (candidate.HasBody && candidate.Body.ExceptionHandlers.Any(handler => Is(handler.CatchType, used))));
                if (method != null)
                {
                    return method.FullName;
                }
            }

            return null;
        }

        private static bool Uses(Instruction instruction, MemberReference used)
        {
            MemberReference operand = instruction.Operand as MemberReference;
            return operand != null && (operand.FullName == used.FullName || (used is TypeReference && Is(operand.DeclaringType, used)));
        }

        private static bool Is(TypeReference type, MemberReference used)
        {
            return type != null && type.GetElementType().FullName == used.FullName;
        }

        /// <summary>Finds assemblies among the references alone, by name, whatever their version.</summary>
        private sealed class ReferenceResolver : IAssemblyResolver
        {
            private readonly Dictionary<string, string> paths = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            private readonly Dictionary<string, AssemblyDefinition> loaded = new Dictionary<string, AssemblyDefinition>(StringComparer.OrdinalIgnoreCase);

            public ReferenceResolver(ITaskItem[] references)
            {
                foreach (ITaskItem reference in references)
                {
                    paths[Path.GetFileNameWithoutExtension(reference.ItemSpec)] = reference.ItemSpec;
                }
            }

            public bool Has(string name)
            {
                return paths.ContainsKey(name);
            }

            public AssemblyDefinition Find(string name)
            {
                AssemblyDefinition assembly;
                if (!loaded.TryGetValue(name, out assembly))
                {
                    // In memory, so that the file stays free.
                    assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(File.ReadAllBytes(paths[name])), new ReaderParameters { AssemblyResolver = this });
                    loaded.Add(name, assembly);
                }

                return assembly;
            }

            public AssemblyDefinition Resolve(AssemblyNameReference name)
            {
                return Has(name.Name) ? Find(name.Name) : null;
            }

            public AssemblyDefinition Resolve(AssemblyNameReference name, ReaderParameters parameters)
            {
                return Resolve(name);
            }

            public void Dispose()
            {
                foreach (AssemblyDefinition assembly in loaded.Values)
                {
                    assembly.Dispose();
                }
            }
        }
    }
}
