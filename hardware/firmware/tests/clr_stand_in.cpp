#include "clr_stand_in.h"

#include <climits>

#include <nanoCLR_Runtime.h>
#include <nanoPAL_Events.h>

std::atomic<uint32_t> ClrStandIn::raised{0};
int64_t ClrStandIn::now = 0;
int ClrStandIn::waits = 0;

CLR_RT_ExecutionEngine g_CLR_RT_ExecutionEngine;

extern "C" void Events_Set(uint32_t events)
{
    ClrStandIn::raised |= events;
}

HRESULT CLR_RT_StackFrame::SetupTimeoutFromTicks(CLR_RT_HeapBlock &timeout, CLR_INT64 *&expiry)
{
    if (m_depth == 0)
    {
        const CLR_INT64 ticks = timeout.NumericByRef().s8;
        m_deadline = ticks < 0 ? INT64_MAX : ClrStandIn::now + ticks;
        m_depth++;
    }

    expiry = &m_deadline;
    return S_OK;
}

HRESULT CLR_RT_ExecutionEngine::WaitEvents(CLR_RT_Thread *, const CLR_INT64 &expiry, CLR_UINT32, bool &signalled)
{
    signalled = false;
    if (ClrStandIn::now >= expiry)
    {
        return S_OK;
    }

    ClrStandIn::waits++;
    return CLR_E_THREAD_WAITING;
}
