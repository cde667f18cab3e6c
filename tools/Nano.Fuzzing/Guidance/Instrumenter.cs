using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Nano.Fuzzing
{
    /// <summary>Rewrites assemblies so that every basic block says when it is entered.</summary>
    internal sealed class Instrumenter
    {
        private readonly List<string> lines = [];

        /// <summary>For each block the source lines in it, as <c>file:line</c> with a comma between two.</summary>
        internal IReadOnlyList<string> Lines => lines;

        /// <summary>Rewrites an assembly.</summary>
        /// <param name="path">Its file, beside it its symbols.</param>
        /// <returns>The assembly, to be loaded.</returns>
        internal byte[] Rewrite(string path)
        {
            bool hasSymbols = File.Exists(Path.ChangeExtension(path, ".pdb"));
            using var resolver = new DefaultAssemblyResolver();
            resolver.AddSearchDirectory(Path.GetDirectoryName(path));
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(path, new ReaderParameters { ReadSymbols = hasSymbols, AssemblyResolver = resolver });
            ModuleDefinition module = assembly.MainModule;
            MethodReference hit = module.ImportReference(typeof(BlockMap).GetMethod(nameof(BlockMap.Hit)));
            foreach (MethodDefinition method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
            {
                Rewrite(method, hit);
            }

            using var rewritten = new MemoryStream();
            assembly.Write(rewritten);
            return rewritten.ToArray();
        }

        private void Rewrite(MethodDefinition method, MethodReference hit)
        {
            MethodBody body = method.Body;
            body.SimplifyMacros();
            Instruction[] leaders = [.. LeadersOf(body).OrderBy(i => i.Offset)];
            var points = method.DebugInformation.SequencePoints.Where(p => !p.IsHidden).OrderBy(p => p.Offset).ToArray();
            ILProcessor il = body.GetILProcessor();
            for (int i = 0; i < leaders.Length; i++)
            {
                int end = i + 1 < leaders.Length ? leaders[i + 1].Offset : int.MaxValue;
                lines.Add(string.Join(',', points.Where(p => p.Offset >= leaders[i].Offset && p.Offset < end).Select(p => $"{NameOf(p.Document)}:{p.StartLine}").Distinct()));
            }

            int block = lines.Count - leaders.Length;
            foreach (Instruction leader in leaders)
            {
                // What jumps here keeps doing so: the leader itself becomes the call, and what it was follows it.
                Instruction moved = il.Create(OpCodes.Nop);
                moved.OpCode = leader.OpCode;
                moved.Operand = leader.Operand;
                leader.OpCode = OpCodes.Ldc_I4;
                leader.Operand = block++;
                Instruction call = il.Create(OpCodes.Call, hit);
                il.InsertAfter(leader, call);
                il.InsertAfter(call, moved);
            }

            body.OptimizeMacros();
        }

        private static HashSet<Instruction> LeadersOf(MethodBody body)
        {
            var leaders = new HashSet<Instruction> { body.Instructions[0] };
            foreach (Instruction instruction in body.Instructions)
            {
                if (instruction.Operand is Instruction target)
                {
                    leaders.Add(target);
                }
                else if (instruction.Operand is Instruction[] targets)
                {
                    leaders.UnionWith(targets);
                }

                if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch && instruction.Next != null)
                {
                    leaders.Add(instruction.Next);
                }
            }

            leaders.UnionWith(body.ExceptionHandlers.Select(h => h.HandlerStart));
            leaders.UnionWith(body.ExceptionHandlers.Where(h => h.FilterStart != null).Select(h => h.FilterStart));
            return leaders;
        }

        private static string NameOf(Document document)
        {
            // Build machines may have mapped the sources' folder to anything.
            string path = document.Url.Replace('\\', '/');
            int source = path.LastIndexOf("/src/", StringComparison.Ordinal);
            return source < 0 ? path : path[(source + 5)..];
        }
    }
}
