// Of nanoFramework's interpreter, the few declarations that the native half needs, so that it compiles and runs on a PC
// without it. clr_stand_in.cpp defines the functions.
#ifndef NANO_TESTS_NANOCLR_INTEROP_H
#define NANO_TESTS_NANOCLR_INTEROP_H

#include <cstddef>
#include <cstdint>

using HRESULT = int32_t;
using CLR_INT64 = int64_t;
using CLR_UINT32 = uint32_t;

struct CLR_RT_StackFrame;
using CLR_RT_MethodHandler = HRESULT (*)(CLR_RT_StackFrame &stack);

struct CLR_RT_NativeAssemblyData
{
    const char *m_szAssemblyName;
    unsigned int m_checkSum;
    const CLR_RT_MethodHandler *m_pNativeMethods;
    struct
    {
        uint16_t major, minor, build, revision;
    } m_Version;
};

constexpr HRESULT S_OK = 0;
constexpr HRESULT CLR_E_THREAD_WAITING = -1;

#define NANOCLR_NATIVE_DECLARE(name) static HRESULT name(CLR_RT_StackFrame &stack)
#define NANOCLR_HEADER() HRESULT hr
#define NANOCLR_CHECK_HRESULT(call)                                                                                    \
    {                                                                                                                  \
        hr = (call);                                                                                                   \
        if (hr < 0)                                                                                                    \
            goto nanoCLR_Cleanup;                                                                                      \
    }
#define NANOCLR_NOCLEANUP()                                                                                            \
    hr = S_OK;                                                                                                         \
    nanoCLR_Cleanup:                                                                                                   \
    return hr

#endif
