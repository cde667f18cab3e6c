using System.Reflection;
using Xunit.Sdk;

namespace Nano.Net.Tests.Support
{
    /// <summary>All combinations of so many truth values.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class CombinatorialBooleansAttribute(int count) : DataAttribute
    {
        public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
            Enumerable.Range(0, 1 << count).Select(bits => Enumerable.Range(0, count).Select(i => (object)((bits >> i & 1) != 0)).ToArray());
    }
}
