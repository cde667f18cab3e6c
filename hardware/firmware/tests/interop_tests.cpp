// The marshalling: the methods of the native table, called as the interpreter calls them, over a driver that the test has.
#include "nano_net_drivers_esp32mac.h"

#include <vector>

#include <gtest/gtest.h>

#include "clr_stand_in.h"
#include "mac_controller.h"

using Library = Library_nano_net_drivers_esp32mac_Nano_Net_Drivers_NativeMac;
using Nano::MacResult;
using Frame = std::vector<uint8_t>;

namespace
{
class DriverModel final : public Nano::MacDriver
{
  public:
    bool Open(Nano::MacInterface, Nano::FrameSink &frames) override
    {
        sink = &frames;
        return true;
    }

    void Close() override
    {
    }

    void GetHardwareAddress(uint8_t (&address)[AddressLength]) override
    {
        std::fill_n(address, AddressLength, uint8_t{0x42});
    }

    bool IsLinkUp() override
    {
        return true;
    }

    Nano::SendResult Send(uint8_t *frame, uint32_t length) override
    {
        sent.assign(frame, frame + length);
        return Nano::SendResult::Taken;
    }

    Nano::FrameSink *sink = nullptr;
    Frame sent;
};

DriverModel model;

CLR_RT_HeapBlock Number(int32_t value)
{
    CLR_RT_HeapBlock block;
    block.m_number.s4 = value;
    return block;
}

CLR_RT_HeapBlock Boolean(bool value)
{
    CLR_RT_HeapBlock block;
    block.m_number.u1 = value ? 1 : 0;
    return block;
}

CLR_RT_HeapBlock Array(CLR_RT_HeapBlock_Array &array, Frame &bytes)
{
    array.m_bytes = bytes.data();
    array.m_numOfElements = static_cast<CLR_UINT32>(bytes.size());
    CLR_RT_HeapBlock block;
    block.m_array = &array;
    return block;
}

template <typename... Arguments> CLR_RT_StackFrame Frames(Arguments... arguments)
{
    CLR_RT_StackFrame stack;
    int index = 0;
    ((stack.m_arguments[index++] = arguments), ...);
    return stack;
}

template <typename... Arguments> int Call(CLR_RT_MethodHandler method, Arguments... arguments)
{
    CLR_RT_StackFrame stack = Frames(arguments...);
    EXPECT_EQ(S_OK, method(stack));
    return stack.m_result;
}

class Interop : public testing::Test
{
  protected:
    Interop()
    {
        ClrStandIn::raised = 0;
        ClrStandIn::now = 1000;
        ClrStandIn::waits = 0;
        session = Call(Library::Open___I4__I4__I4__BOOLEAN, Number(0), Number(1514), Boolean(false));
        EXPECT_GT(session, 0);
    }

    ~Interop() override
    {
        Call(Library::Close___VOID__I4, Number(session));
    }

    void Arrive(const Frame &frame)
    {
        model.sink->OnFrame(frame.data(), static_cast<uint32_t>(frame.size()));
    }

    int session = 0;
};
} // namespace

// Instead of the back end, which is in a file of its own in the library and so is not linked.
Nano::MacDriver &Nano::PlatformDriver()
{
    return model;
}

TEST_F(Interop, Table_HasTheNameOfTheAssemblyAndEveryMethodOnce)
{
    const CLR_RT_NativeAssemblyData &table = g_CLR_AssemblyNative_Nano_Net_Drivers_Esp32Mac;
    EXPECT_STREQ("Nano.Net.Drivers.Esp32Mac", table.m_szAssemblyName);
    EXPECT_NE(0U, table.m_checkSum);
}

TEST_F(Interop, ReceivedFrame_ComesIntoTheArrayAtTheOffset)
{
    Arrive(Frame(60, 7));
    Frame bytes(80, 0xEE);
    CLR_RT_HeapBlock_Array array;
    EXPECT_EQ(60, Call(Library::Receive___I4__I4__SZARRAY_U1__I4__I4, Number(session), Array(array, bytes), Number(10), Number(70)));
    EXPECT_EQ(0xEE, bytes[9]);
    EXPECT_EQ(7, bytes[10]);
    EXPECT_EQ(7, bytes[69]);
    EXPECT_EQ(0xEE, bytes[70]);
}

TEST_F(Interop, SentFrame_ComesOutOfTheArrayFromTheOffset)
{
    Frame bytes(80, 0xEE);
    std::fill_n(bytes.begin() + 3, 60, uint8_t{9});
    CLR_RT_HeapBlock_Array array;
    EXPECT_EQ(MacResult::Done, Call(Library::Send___I4__I4__SZARRAY_U1__I4__I4, Number(session), Array(array, bytes), Number(3), Number(60)));
    EXPECT_EQ(Frame(60, 9), model.sent);
}

TEST_F(Interop, NullForAnArray_IsRefused)
{
    const CLR_RT_HeapBlock null;
    EXPECT_EQ(MacResult::InvalidArgument, Call(Library::Receive___I4__I4__SZARRAY_U1__I4__I4, Number(session), null, Number(0), Number(0)));
    EXPECT_EQ(MacResult::InvalidArgument, Call(Library::Send___I4__I4__SZARRAY_U1__I4__I4, Number(session), null, Number(0), Number(60)));
    EXPECT_EQ(MacResult::InvalidArgument, Call(Library::GetHardwareAddress___I4__I4__SZARRAY_U1, Number(session), null));
}

TEST_F(Interop, AddressLinkAndCounters_AreHandedThrough)
{
    Frame bytes(6);
    CLR_RT_HeapBlock_Array array;
    EXPECT_EQ(MacResult::Done, Call(Library::GetHardwareAddress___I4__I4__SZARRAY_U1, Number(session), Array(array, bytes)));
    EXPECT_EQ(Frame(6, 0x42), bytes);
    EXPECT_EQ(MacResult::Done, Call(Library::GetLinkState___I4__I4, Number(session)));
    EXPECT_GE(Call(Library::ReadCounter___I4__I4, Number(4)), 0);
    EXPECT_EQ(MacResult::InvalidArgument, Call(Library::ReadCounter___I4__I4, Number(99)));
}

TEST_F(Interop, Wait_SleepsUntilAFrameRaisesTheEvent)
{
    CLR_RT_StackFrame stack = Frames(Number(session), Number(-1));
    EXPECT_EQ(CLR_E_THREAD_WAITING, Library::Wait___I4__I4__I4(stack));
    EXPECT_EQ(1, stack.m_depth);
    EXPECT_EQ(0U, ClrStandIn::raised);

    Arrive(Frame(60, 1));
    EXPECT_EQ(SYSTEM_EVENT_FLAG_SOCKET, ClrStandIn::raised);
    EXPECT_EQ(S_OK, Library::Wait___I4__I4__I4(stack));
    EXPECT_EQ(MacResult::Done, stack.m_result);
    EXPECT_EQ(0, stack.m_depth) << "the evaluation stack is left as it was";
}

TEST_F(Interop, WaitWokenForNothing_SleepsOn)
{
    CLR_RT_StackFrame stack = Frames(Number(session), Number(-1));
    for (int i = 0; i < 5; i++)
    {
        EXPECT_EQ(CLR_E_THREAD_WAITING, Library::Wait___I4__I4__I4(stack));
    }
    EXPECT_EQ(1, stack.m_depth);
    EXPECT_EQ(5, ClrStandIn::waits);
}

TEST_F(Interop, WaitWithATimeout_EndsWhenItIsOver)
{
    CLR_RT_StackFrame stack = Frames(Number(session), Number(5));
    EXPECT_EQ(CLR_E_THREAD_WAITING, Library::Wait___I4__I4__I4(stack));
    ClrStandIn::now += 5 * TIME_CONVERSION__TO_MILLISECONDS - 1;
    EXPECT_EQ(CLR_E_THREAD_WAITING, Library::Wait___I4__I4__I4(stack));
    ClrStandIn::now += 1;
    EXPECT_EQ(S_OK, Library::Wait___I4__I4__I4(stack));
    EXPECT_EQ(MacResult::None, stack.m_result);
    EXPECT_EQ(0, stack.m_depth);
}

TEST_F(Interop, Close_EndsWait)
{
    CLR_RT_StackFrame stack = Frames(Number(session), Number(-1));
    EXPECT_EQ(CLR_E_THREAD_WAITING, Library::Wait___I4__I4__I4(stack));
    Call(Library::Close___VOID__I4, Number(session));
    EXPECT_EQ(SYSTEM_EVENT_FLAG_SOCKET, ClrStandIn::raised);
    EXPECT_EQ(S_OK, Library::Wait___I4__I4__I4(stack));
    EXPECT_EQ(MacResult::Closed, stack.m_result);
}
