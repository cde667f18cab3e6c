using Mono.Cecil;
using Mono.Cecil.Cil;
using Nano.Net.Tcp;

namespace Nano.Net.Tests.Contract
{
    /// <summary>
    /// Each piece of state is written in one place. The halves of a connection keep their fields readable, because a property
    /// is a call on the device; that nobody else writes them is checked here, where the compiler cannot.
    /// </summary>
    public class StateWriterTests
    {
        private const string TimerFile = "TcpSender.Timer.cs";

        // What only the type itself writes.
        private static readonly Type[] closed = [typeof(TcpSender), typeof(TcpReceiver)];

        // Parts of the sender: it writes some of their fields itself, where a call would cost too much.
        private static readonly Type[] parts = [typeof(Scoreboard), typeof(Rack), typeof(RttEstimator), typeof(CongestionControl), typeof(NewReno), typeof(Cubic)];

        // Socket options that their owner may set at any time.
        private static readonly string[] options = ["noDelay"];

        [Fact]
        public void FieldsOfSenderAndReceiver_AreWrittenByTheirOwnMethodsOnly()
        {
            List<string> strangers = [];
            foreach ((MethodDefinition method, Instruction write, FieldReference field) in Writes())
            {
                string writer = Outer(method.DeclaringType).FullName;
                bool strange = Is(closed, field)
                    ? writer != field.DeclaringType.FullName && !options.Contains(field.Name)
                    : Is(parts, field) && writer != typeof(TcpSender).FullName && !parts.Any(t => t.FullName == writer);
                if (strange)
                {
                    strangers.Add($"{method.FullName} writes {field.Name}");
                }
            }

            Assert.Empty(strangers);
        }

        [Theory]
        [InlineData(nameof(TcpSender.deadline))]
        [InlineData(nameof(TcpSender.timer))]
        public void TimerOfTheSender_IsSetInOneFile(string name)
        {
            var files = Writes().Where(w => w.Field.DeclaringType.FullName == typeof(TcpSender).FullName && w.Field.Name == name)
                .Select(w => Path.GetFileName(w.Method.DebugInformation.SequencePoints[0].Document.Url));
            Assert.Equal([TimerFile], files.Distinct());
        }

        private static bool Is(Type[] types, FieldReference field) => types.Any(t => t.FullName == field.DeclaringType.FullName);

        private static TypeDefinition Outer(TypeDefinition type) => type.DeclaringType == null ? type : Outer(type.DeclaringType);

        private static List<(MethodDefinition Method, Instruction Write, FieldReference Field)> Writes()
        {
            ModuleDefinition module = ModuleDefinition.ReadModule(typeof(NetworkStack).Assembly.Location, new ReaderParameters { ReadSymbols = true });
            return
            [
                .. from type in module.GetTypes()
                   from method in type.Methods
                   where method.HasBody
                   from instruction in method.Body.Instructions
                   where instruction.OpCode == OpCodes.Stfld || instruction.OpCode == OpCodes.Ldflda
                   let field = (FieldReference)instruction.Operand
                   where field.DeclaringType.Scope == module
                   select (method, instruction, field),
            ];
        }
    }
}
