#ifndef NANO_TESTS_CLR_STAND_IN_H
#define NANO_TESTS_CLR_STAND_IN_H

#include <atomic>
#include <cstdint>

/// What the native half has asked of the interpreter.
struct ClrStandIn
{
    /// Events raised so far.
    static std::atomic<uint32_t> raised;

    /// The time, in units of 100 ns.
    static int64_t now;

    /// Times that a thread was put to sleep.
    static int waits;
};

#endif
