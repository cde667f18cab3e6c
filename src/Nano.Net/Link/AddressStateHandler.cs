namespace Nano.Net.Link
{
    /// <summary>Is told of every change of an <see cref="AddressClaim"/>.</summary>
    internal delegate void AddressStateHandler(AddressState state);
}
