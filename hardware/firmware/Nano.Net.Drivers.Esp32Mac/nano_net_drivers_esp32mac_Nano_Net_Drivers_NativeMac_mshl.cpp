// Between the interpreter's stack frames and MacController; nothing is decided here.

#include "nano_net_drivers_esp32mac.h"

#include "mac_controller.h"

namespace
{
using Library = Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac;

/// Wakes the threads that wait for sockets: the event that the interpreter has for whatever comes from a network.
void Signal()
{
    Events_Set(SYSTEM_EVENT_FLAG_SOCKET);
}

Nano::MacController controller(Nano::PlatformDriver(), Signal);

/// The bytes of an argument that is an array, and how many they are; null and 0 for a null reference.
struct ByteArray
{
    explicit ByteArray(CLR_RT_HeapBlock &argument)
    {
        CLR_RT_HeapBlock_Array *array = argument.DereferenceArray();
        if (array != nullptr)
        {
            bytes = array->GetFirstElement();
            length = array->m_numOfElements;
        }
    }

    uint8_t *bytes = nullptr;
    uint32_t length = 0;
};
} // namespace

HRESULT Library::Open___I4__I4__I4__BOOLEAN(CLR_RT_StackFrame &stack)
{
    stack.SetResult_I4(controller.Open(
        stack.Arg1().NumericByRef().s4,
        stack.Arg2().NumericByRef().s4,
        stack.Arg3().NumericByRef().u1 != 0));
    return S_OK;
}

HRESULT Library::Close___VOID__I4(CLR_RT_StackFrame &stack)
{
    controller.Close(stack.Arg1().NumericByRef().s4);
    return S_OK;
}

HRESULT Library::GetHardwareAddress___I4__I4__SZARRAY_U1(CLR_RT_StackFrame &stack)
{
    const ByteArray address(stack.Arg2());
    stack.SetResult_I4(controller.GetHardwareAddress(stack.Arg1().NumericByRef().s4, address.bytes, address.length));
    return S_OK;
}

HRESULT Library::GetLinkState___I4__I4(CLR_RT_StackFrame &stack)
{
    stack.SetResult_I4(controller.GetLinkState(stack.Arg1().NumericByRef().s4));
    return S_OK;
}

HRESULT Library::Receive___I4__I4__SZARRAY_U1__I4__I4(CLR_RT_StackFrame &stack)
{
    const ByteArray buffer(stack.Arg2());
    stack.SetResult_I4(controller.Receive(
        stack.Arg1().NumericByRef().s4,
        buffer.bytes,
        buffer.length,
        stack.Arg3().NumericByRef().s4,
        stack.Arg4().NumericByRef().s4));
    return S_OK;
}

HRESULT Library::Send___I4__I4__SZARRAY_U1__I4__I4(CLR_RT_StackFrame &stack)
{
    const ByteArray buffer(stack.Arg2());
    stack.SetResult_I4(controller.Send(
        stack.Arg1().NumericByRef().s4,
        buffer.bytes,
        buffer.length,
        stack.Arg3().NumericByRef().s4,
        stack.Arg4().NumericByRef().s4));
    return S_OK;
}

HRESULT Library::Wait___I4__I4__I4(CLR_RT_StackFrame &stack)
{
    NANOCLR_HEADER();

    const int session = stack.Arg1().NumericByRef().s4;
    const int milliseconds = stack.Arg2().NumericByRef().s4;
    CLR_RT_HeapBlock timeout;
    CLR_INT64 *expiry = nullptr;
    int result = Nano::MacResult::None;
    bool signalled = true;

    // The interpreter calls this again from the top each time that the thread is woken; the deadline, once pushed on the
    // evaluation stack, stays there.
    timeout.SetInteger(milliseconds < 0 ? static_cast<CLR_INT64>(-1) : static_cast<CLR_INT64>(milliseconds) * TIME_CONVERSION__TO_MILLISECONDS);
    NANOCLR_CHECK_HRESULT(stack.SetupTimeoutFromTicks(timeout, expiry));
    while ((result = controller.Poll(session)) == Nano::MacResult::None && signalled)
    {
        NANOCLR_CHECK_HRESULT(
            g_CLR_RT_ExecutionEngine.WaitEvents(stack.m_owningThread, *expiry, Event_Socket, signalled));
    }

    stack.PopValue();
    stack.SetResult_I4(result);

    NANOCLR_NOCLEANUP();
}

HRESULT Library::ReadCounter___I4__I4(CLR_RT_StackFrame &stack)
{
    stack.SetResult_I4(controller.ReadCounter(stack.Arg1().NumericByRef().s4));
    return S_OK;
}
