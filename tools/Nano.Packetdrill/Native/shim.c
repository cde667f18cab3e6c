/*
 * The native half of Nano.Packetdrill: hosts .NET in packetdrill's process, and turns packetdrill's system calls into
 * calls of the managed stack. Nothing is decided here; what a call does is in Sockets.cs.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <coreclr_delegates.h>
#include <hostfxr.h>
#include <nethost.h>

#include "interface.h"
#include "stack.h"

#define EXPORT __attribute__((visibility("default")))
#define UNUSED __attribute__((unused))

/* Events that one call of epoll_wait tells of at most. */
#define MOST_EVENTS 64

static struct stack_functions stack;
static volatile int32_t blocking_calls;
static pid_t main_thread;

static void die(const char *what, const char *detail)
{
    fprintf(stderr, "Nano.Packetdrill: %s%s%s\n", what, *detail ? ": " : "", detail);
    exit(EXIT_FAILURE);
}

/* Around every call: packetdrill makes those that a script lets block on a thread of their own. */
static void enter(void)
{
    if (gettid() != main_thread)
        __sync_fetch_and_add(&blocking_calls, 1);
}

static int leave(int32_t result)
{
    if (gettid() != main_thread)
        __sync_fetch_and_sub(&blocking_calls, 1);
    if (result >= 0)
        return result;
    errno = -result;
    return -1;
}

#define CALL(expression) (enter(), leave(expression))

static int fail(int error)
{
    errno = error;
    return -1;
}

/* A number for a socket. packetdrill closes what a script has left open by itself, with close(2), so it must be a
   descriptor of the process. */
static int reserve(void)
{
    return open("/dev/null", O_RDWR | O_CLOEXEC);
}

static int finish_reserved(int fd, int result)
{
    if (result >= 0)
        return fd;
    int error = errno;
    close(fd);
    return fail(error);
}

static int nano_socket(void *self UNUSED, int domain, int type, int protocol)
{
    int fd = reserve();
    return fd < 0 ? fd : finish_reserved(fd, CALL(stack.socket(fd, domain, type, protocol)));
}

static int nano_bind(void *self UNUSED, int fd, const struct sockaddr *address, socklen_t length)
{
    return CALL(stack.bind(fd, address, (int32_t)length));
}

static int nano_listen(void *self UNUSED, int fd, int backlog)
{
    return CALL(stack.listen(fd, backlog));
}

static int nano_accept(void *self UNUSED, int fd, struct sockaddr *address, socklen_t *length)
{
    int accepted = reserve();
    return accepted < 0 ? accepted : finish_reserved(accepted, CALL(stack.accept(fd, accepted, address, (int32_t *)length)));
}

static int nano_connect(void *self UNUSED, int fd, const struct sockaddr *address, socklen_t length)
{
    return CALL(stack.connect(fd, address, (int32_t)length));
}

static ssize_t receive(int fd, void *buffer, size_t count, int flags)
{
    if (!buffer && count)
        return fail(EFAULT);
    return CALL(stack.receive(fd, buffer, count > INT_MAX ? INT_MAX : (int32_t)count, flags));
}

static ssize_t transmit(int fd, const void *buffer, size_t count, int flags)
{
    if (!buffer && count)
        return fail(EFAULT);
    return CALL(stack.send(fd, buffer, count > INT_MAX ? INT_MAX : (int32_t)count, flags));
}

/* Bytes of all parts, or -1. */
static ssize_t total_length(const struct iovec *parts, size_t count)
{
    ssize_t total = 0;
    if (!parts && count)
        return fail(EFAULT);
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].iov_base && parts[i].iov_len)
            return fail(EFAULT);
        total += (ssize_t)parts[i].iov_len;
    }
    return total;
}

static ssize_t receive_parts(int fd, const struct iovec *parts, size_t count, int flags)
{
    ssize_t total = total_length(parts, count);
    if (total < 0)
        return total;
    char *buffer = malloc(total ? (size_t)total : 1);
    if (!buffer)
        return fail(ENOMEM);
    ssize_t received = receive(fd, buffer, (size_t)total, flags);
    size_t left = received > 0 ? (size_t)received : 0;
    const char *from = buffer;
    for (size_t i = 0; left > 0; i++) {
        size_t part = parts[i].iov_len < left ? parts[i].iov_len : left;
        memcpy(parts[i].iov_base, from, part);
        from += part;
        left -= part;
    }
    int error = errno;
    free(buffer);
    errno = error;
    return received;
}

static ssize_t transmit_parts(int fd, const struct iovec *parts, size_t count, int flags)
{
    ssize_t total = total_length(parts, count);
    if (total < 0)
        return total;
    char *buffer = malloc(total ? (size_t)total : 1);
    if (!buffer)
        return fail(ENOMEM);
    char *to = buffer;
    for (size_t i = 0; i < count; i++) {
        memcpy(to, parts[i].iov_base, parts[i].iov_len);
        to += parts[i].iov_len;
    }
    ssize_t sent = transmit(fd, buffer, (size_t)total, flags);
    int error = errno;
    free(buffer);
    errno = error;
    return sent;
}

static ssize_t nano_read(void *self UNUSED, int fd, void *buffer, size_t count)
{
    return receive(fd, buffer, count, 0);
}

static ssize_t nano_readv(void *self UNUSED, int fd, const struct iovec *parts, int count)
{
    return count < 0 ? fail(EINVAL) : receive_parts(fd, parts, (size_t)count, 0);
}

static ssize_t nano_recv(void *self UNUSED, int fd, void *buffer, size_t count, int flags)
{
    return receive(fd, buffer, count, flags);
}

static ssize_t nano_recvfrom(void *self UNUSED, int fd, void *buffer, size_t count, int flags, struct sockaddr *from UNUSED, socklen_t *length)
{
    if (length)
        *length = 0;
    return receive(fd, buffer, count, flags);
}

static ssize_t nano_recvmsg(void *self UNUSED, int fd, struct msghdr *message, int flags)
{
    message->msg_namelen = 0;
    message->msg_controllen = 0;
    message->msg_flags = 0;
    return receive_parts(fd, message->msg_iov, message->msg_iovlen, flags);
}

static ssize_t nano_write(void *self UNUSED, int fd, const void *buffer, size_t count)
{
    return transmit(fd, buffer, count, 0);
}

static ssize_t nano_writev(void *self UNUSED, int fd, const struct iovec *parts, int count)
{
    return count < 0 ? fail(EINVAL) : transmit_parts(fd, parts, (size_t)count, 0);
}

static ssize_t nano_send(void *self UNUSED, int fd, const void *buffer, size_t count, int flags)
{
    return transmit(fd, buffer, count, flags);
}

/* The address means nothing to a stream that is connected; one that is not fails as it does without. */
static ssize_t nano_sendto(void *self UNUSED, int fd, const void *buffer, size_t count, int flags, const struct sockaddr *to UNUSED, socklen_t length UNUSED)
{
    return transmit(fd, buffer, count, flags);
}

static ssize_t nano_sendmsg(void *self UNUSED, int fd, const struct msghdr *message, int flags)
{
    return transmit_parts(fd, message->msg_iov, message->msg_iovlen, flags);
}

static int nano_fcntl(void *self UNUSED, int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    int argument = va_arg(arguments, int);
    va_end(arguments);
    return CALL(stack.fcntl(fd, command, argument));
}

static int nano_ioctl(void *self UNUSED, int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    int *argument = va_arg(arguments, int *);
    va_end(arguments);
    return CALL(stack.ioctl(fd, (int32_t)request, argument));
}

static int nano_close(void *self UNUSED, int fd)
{
    int result = CALL(stack.close(fd));
    if (result == 0)
        close(fd);
    return result;
}

static int nano_shutdown(void *self UNUSED, int fd, int how)
{
    return CALL(stack.shutdown(fd, how));
}

static int nano_getsockopt(void *self UNUSED, int fd, int level, int name, void *value, socklen_t *length)
{
    return CALL(stack.getsockopt(fd, level, name, value, (int32_t *)length));
}

/* packetdrill asks the kernel itself for what its code blocks (%{ }%) are told of a socket: it asks us where this library is
   preloaded (LD_PRELOAD). The kernel knows our sockets as /dev/null. */
EXPORT int getsockopt(int fd, int level, int name, void *restrict value, socklen_t *restrict length)
{
    static int (*kernel)(int, int, int, void *, socklen_t *);
    if (stack.getsockopt && value && length) {
        int result = nano_getsockopt(NULL, fd, level, name, value, length);
        if (result == 0 || errno != EBADF)
            return result;
    }
    if (!kernel)
        *(void **)&kernel = dlsym(RTLD_NEXT, "getsockopt");
    return kernel(fd, level, name, value, length);
}

static int nano_setsockopt(void *self UNUSED, int fd, int level, int name, const void *value, socklen_t length)
{
    return CALL(stack.setsockopt(fd, level, name, value, (int32_t)length));
}

static int nano_poll(void *self UNUSED, struct pollfd *fds, nfds_t count, int timeout)
{
    return CALL(stack.poll(fds, (int32_t)count, timeout));
}

static int nano_netdev_send(void *self UNUSED, const void *packet, size_t length)
{
    return CALL(stack.deliver(packet, (int32_t)length));
}

static int nano_netdev_receive(void *self UNUSED, void *packet, size_t *length, long long *microseconds)
{
    int64_t at = 0;
    int taken = CALL(stack.take(packet, (int32_t)*length, &at));
    if (taken < 0) {
        /* -1 would have us asked for ever. */
        die(strerror(errno), "");
    }
    *length = (size_t)taken;
    *microseconds = at;
    return 0;
}

static int nano_usleep(void *self UNUSED, useconds_t microseconds)
{
    stack.sleep(microseconds);
    return 0;
}

static int nano_gettimeofday(void *self UNUSED, struct timeval *time, struct timezone *zone UNUSED)
{
    int64_t now = stack.time();
    time->tv_sec = now / 1000000;
    time->tv_usec = now % 1000000;
    return 0;
}

static int nano_epoll_create(void *self UNUSED, int size)
{
    int fd = reserve();
    return fd < 0 ? fd : finish_reserved(fd, CALL(stack.epoll_create(fd, size)));
}

static int nano_epoll_ctl(void *self UNUSED, int epoll, int operation, int fd, struct epoll_event *event)
{
    return CALL(stack.epoll_ctl(epoll, operation, fd, event ? event->events : 0, event ? event->data.u64 : 0));
}

static int nano_epoll_wait(void *self UNUSED, int epoll, struct epoll_event *events, int count, int timeout)
{
    struct ready_event ready[MOST_EVENTS];
    if (count > MOST_EVENTS)
        count = MOST_EVENTS;
    int found = CALL(stack.epoll_wait(epoll, ready, count, timeout));
    for (int i = 0; i < found; i++) {
        events[i].events = ready[i].events;
        events[i].data.u64 = ready[i].data;
    }
    return found;
}

static int nano_pipe(void *self UNUSED, int fds[2] UNUSED)
{
    return fail(ENOSYS);
}

static int nano_splice(void *self UNUSED, int from UNUSED, loff_t *from_offset UNUSED, int to UNUSED, loff_t *to_offset UNUSED, size_t count UNUSED, unsigned int flags UNUSED)
{
    return fail(ENOSYS);
}

static void nano_free(void *self UNUSED)
{
}

/* packetdrill has two threads when it loads this library: the one that runs the script, which is this one, and the one
   for calls that may block. */
static pid_t find_blocking_thread(void)
{
    pid_t found = 0;
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks)
        die("cannot list the threads of the process", strerror(errno));
    for (struct dirent *entry = readdir(tasks); entry; entry = readdir(tasks)) {
        pid_t id = (pid_t)atoi(entry->d_name);
        if (id != 0 && id != main_thread)
            found = id;
    }
    closedir(tasks);
    return found;
}

static void *symbol(void *library, const char *name)
{
    void *found = dlsym(library, name);
    if (!found)
        die("hostfxr has no", name);
    return found;
}

/* The managed half stands beside this library. */
static void load_stack(const char *flags)
{
    Dl_info self;
    char folder[PATH_MAX], config[PATH_MAX + 64], assembly[PATH_MAX + 64], hostfxr_path[PATH_MAX];
    size_t size = sizeof hostfxr_path;
    if (!dladdr((void *)&stack, &self) || !realpath(self.dli_fname, folder))
        die("cannot find the library's own folder", "");
    *strrchr(folder, '/') = 0;
    snprintf(config, sizeof config, "%s/Nano.Packetdrill.runtimeconfig.json", folder);
    snprintf(assembly, sizeof assembly, "%s/Nano.Packetdrill.dll", folder);

    if (get_hostfxr_path(hostfxr_path, &size, NULL) != 0)
        die("no .NET runtime found", "install it, or set DOTNET_ROOT");
    void *hostfxr = dlopen(hostfxr_path, RTLD_NOW | RTLD_LOCAL);
    if (!hostfxr)
        die("cannot load hostfxr", dlerror());
    hostfxr_initialize_for_runtime_config_fn initialize =
        (hostfxr_initialize_for_runtime_config_fn)symbol(hostfxr, "hostfxr_initialize_for_runtime_config");
    hostfxr_get_runtime_delegate_fn get_delegate =
        (hostfxr_get_runtime_delegate_fn)symbol(hostfxr, "hostfxr_get_runtime_delegate");
    hostfxr_close_fn close_handle = (hostfxr_close_fn)symbol(hostfxr, "hostfxr_close");

    hostfxr_handle handle = NULL;
    load_assembly_and_get_function_pointer_fn load = NULL;
    void (*start)(struct stack_functions *, const char *) = NULL;
    if (initialize(config, NULL, &handle) < 0 || !handle)
        die("cannot start .NET with", config);
    if (get_delegate(handle, hdt_load_assembly_and_get_function_pointer, (void **)&load) != 0)
        die("cannot load assemblies into .NET", "");
    if (load(assembly, "Nano.Packetdrill.Exports, Nano.Packetdrill", "Start", UNMANAGEDCALLERSONLY_METHOD, NULL, (void **)&start) != 0)
        die("cannot load", assembly);
    close_handle(handle);
    start(&stack, flags ? flags : "");
    if (!stack.time)
        exit(EXIT_FAILURE);
}

EXPORT void packetdrill_interface_init(const char *flags, struct packetdrill_interface *table)
{
    main_thread = gettid();

    /* What packetdrill starts has no use for this library. */
    unsetenv("LD_PRELOAD");
    stack.blocking_calls = &blocking_calls;
    stack.blocking_thread = find_blocking_thread();

    /* packetdrill pins its memory and asks for a real-time priority, for the sake of a kernel's timing. Virtual time needs
       neither, and a runtime that reserves much more than it uses must not be pinned. */
    struct sched_param ordinary = { .sched_priority = 0 };
    munlockall();
    sched_setscheduler(0, SCHED_OTHER, &ordinary);
    load_stack(flags);

    *table = (struct packetdrill_interface){
        .free = nano_free,
        .socket = nano_socket,
        .bind = nano_bind,
        .listen = nano_listen,
        .accept = nano_accept,
        .connect = nano_connect,
        .read = nano_read,
        .readv = nano_readv,
        .recv = nano_recv,
        .recvfrom = nano_recvfrom,
        .recvmsg = nano_recvmsg,
        .write = nano_write,
        .writev = nano_writev,
        .send = nano_send,
        .sendto = nano_sendto,
        .sendmsg = nano_sendmsg,
        .fcntl = nano_fcntl,
        .ioctl = nano_ioctl,
        .close = nano_close,
        .shutdown = nano_shutdown,
        .getsockopt = nano_getsockopt,
        .setsockopt = nano_setsockopt,
        .poll = nano_poll,
        .netdev_send = nano_netdev_send,
        .netdev_receive = nano_netdev_receive,
        .usleep = nano_usleep,
        .gettimeofday = nano_gettimeofday,
        .epoll_create = nano_epoll_create,
        .epoll_ctl = nano_epoll_ctl,
        .epoll_wait = nano_epoll_wait,
        .pipe = nano_pipe,
        .splice = nano_splice,
    };
}
