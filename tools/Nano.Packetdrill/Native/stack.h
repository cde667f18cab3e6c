/*
 * What the managed half offers (Exports.cs): plain functions that return a negative errno where they fail. The order is
 * that of StackFunctions.cs.
 */
#ifndef NANO_PACKETDRILL_STACK_H
#define NANO_PACKETDRILL_STACK_H

#include <stdint.h>

/* struct epoll_event, without its packing. */
struct ready_event {
    uint32_t events;
    uint32_t reserved;
    uint64_t data;
};

struct stack_functions {
    /* Given by the native half. */

    /* Calls that the thread for blocking calls is in at the moment. */
    volatile int32_t *blocking_calls;

    /* Identifier of that thread. */
    int32_t blocking_thread;
    int32_t reserved;

    /* Given by the managed half. */
    int32_t (*socket)(int32_t fd, int32_t domain, int32_t type, int32_t protocol);
    int32_t (*bind)(int32_t fd, const void *address, int32_t length);
    int32_t (*listen)(int32_t fd, int32_t backlog);
    int32_t (*accept)(int32_t fd, int32_t accepted, void *address, int32_t *length);
    int32_t (*connect)(int32_t fd, const void *address, int32_t length);
    int32_t (*receive)(int32_t fd, void *buffer, int32_t count, int32_t flags);
    int32_t (*send)(int32_t fd, const void *buffer, int32_t count, int32_t flags);
    int32_t (*fcntl)(int32_t fd, int32_t command, int32_t argument);
    int32_t (*ioctl)(int32_t fd, int32_t request, int32_t *argument);
    int32_t (*close)(int32_t fd);
    int32_t (*shutdown)(int32_t fd, int32_t how);
    int32_t (*getsockopt)(int32_t fd, int32_t level, int32_t name, void *value, int32_t *length);
    int32_t (*setsockopt)(int32_t fd, int32_t level, int32_t name, const void *value, int32_t length);
    int32_t (*poll)(void *fds, int32_t count, int32_t timeout);
    int32_t (*deliver)(const void *packet, int32_t length);
    int32_t (*take)(void *packet, int32_t room, int64_t *microseconds);
    void (*sleep)(int64_t microseconds);
    int64_t (*time)(void);
    int32_t (*epoll_create)(int32_t fd, int32_t size);
    int32_t (*epoll_ctl)(int32_t epoll, int32_t operation, int32_t fd, uint32_t events, uint64_t data);
    int32_t (*epoll_wait)(int32_t epoll, struct ready_event *events, int32_t count, int32_t timeout);
};

#endif
