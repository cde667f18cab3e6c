namespace Nano.Fuzzing
{
    /// <summary>What a field refers to is no part of the state that an input changes.</summary>
    [AttributeUsage(AttributeTargets.Field)]
    internal sealed class NotRestoredAttribute : Attribute;
}
