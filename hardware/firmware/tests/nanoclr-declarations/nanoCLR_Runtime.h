#ifndef NANO_TESTS_NANOCLR_RUNTIME_H
#define NANO_TESTS_NANOCLR_RUNTIME_H

#include "nanoCLR_Interop.h"

constexpr CLR_INT64 TIME_CONVERSION__TO_MILLISECONDS = 10000;
constexpr CLR_UINT32 Event_Socket = 0x20000000;

struct CLR_RT_HeapBlock_Array
{
    uint8_t *GetFirstElement()
    {
        return m_bytes;
    }

    CLR_UINT32 m_numOfElements = 0;
    uint8_t *m_bytes = nullptr;
};

struct CLR_RT_HeapBlock
{
    struct Number
    {
        int64_t s8 = 0;
        int32_t s4 = 0;
        uint8_t u1 = 0;
    };

    Number &NumericByRef()
    {
        return m_number;
    }

    void SetInteger(CLR_INT64 value)
    {
        m_number.s8 = value;
    }

    CLR_RT_HeapBlock_Array *DereferenceArray()
    {
        return m_array;
    }

    Number m_number;
    CLR_RT_HeapBlock_Array *m_array = nullptr;
};

struct CLR_RT_Thread
{
};

struct CLR_RT_StackFrame
{
    CLR_RT_HeapBlock &Arg1()
    {
        return m_arguments[0];
    }

    CLR_RT_HeapBlock &Arg2()
    {
        return m_arguments[1];
    }

    CLR_RT_HeapBlock &Arg3()
    {
        return m_arguments[2];
    }

    CLR_RT_HeapBlock &Arg4()
    {
        return m_arguments[3];
    }

    void SetResult_I4(int32_t value)
    {
        m_result = value;
    }

    HRESULT SetupTimeoutFromTicks(CLR_RT_HeapBlock &timeout, CLR_INT64 *&expiry);

    void PopValue()
    {
        m_depth--;
    }

    CLR_RT_Thread *m_owningThread = nullptr;
    CLR_RT_HeapBlock m_arguments[4];
    int32_t m_result = 0;

    // How much lies on the evaluation stack, and the deadline that does.
    int m_depth = 0;
    CLR_INT64 m_deadline = 0;
};

struct CLR_RT_ExecutionEngine
{
    HRESULT WaitEvents(CLR_RT_Thread *caller, const CLR_INT64 &expiry, CLR_UINT32 events, bool &signalled);
};

extern CLR_RT_ExecutionEngine g_CLR_RT_ExecutionEngine;

#endif
