/*
 * The interface between packetdrill and a stack in a shared object (its option --so_filename): the table that
 * packetdrill passes to packetdrill_interface_init, and the library fills in. The order is the ABI.
 *
 * Every call behaves as the system call of its name, errno included, and is handed the library's own pointer first.
 */
#ifndef NANO_PACKETDRILL_INTERFACE_H
#define NANO_PACKETDRILL_INTERFACE_H

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>

struct packetdrill_interface {
    void *userdata;
    void (*free)(void *);

    int (*socket)(void *, int domain, int type, int protocol);
    int (*bind)(void *, int fd, const struct sockaddr *address, socklen_t length);
    int (*listen)(void *, int fd, int backlog);
    int (*accept)(void *, int fd, struct sockaddr *address, socklen_t *length);
    int (*connect)(void *, int fd, const struct sockaddr *address, socklen_t length);

    ssize_t (*read)(void *, int fd, void *buffer, size_t count);
    ssize_t (*readv)(void *, int fd, const struct iovec *parts, int count);
    ssize_t (*recv)(void *, int fd, void *buffer, size_t count, int flags);
    ssize_t (*recvfrom)(void *, int fd, void *buffer, size_t count, int flags, struct sockaddr *from, socklen_t *length);
    ssize_t (*recvmsg)(void *, int fd, struct msghdr *message, int flags);

    ssize_t (*write)(void *, int fd, const void *buffer, size_t count);
    ssize_t (*writev)(void *, int fd, const struct iovec *parts, int count);
    ssize_t (*send)(void *, int fd, const void *buffer, size_t count, int flags);
    ssize_t (*sendto)(void *, int fd, const void *buffer, size_t count, int flags, const struct sockaddr *to, socklen_t length);
    ssize_t (*sendmsg)(void *, int fd, const struct msghdr *message, int flags);

    int (*fcntl)(void *, int fd, int command, ...);
    int (*ioctl)(void *, int fd, unsigned long request, ...);
    int (*close)(void *, int fd);
    int (*shutdown)(void *, int fd, int how);
    int (*getsockopt)(void *, int fd, int level, int name, void *value, socklen_t *length);
    int (*setsockopt)(void *, int fd, int level, int name, const void *value, socklen_t length);
    int (*poll)(void *, struct pollfd *fds, nfds_t count, int timeout);

    /* A packet for the stack: 0, or -1. */
    int (*netdev_send)(void *, const void *packet, size_t length);

    /* The next packet of the stack, and when it left: 0, or -1 to be asked again. *length is the room there is, then
       the packet's length. */
    int (*netdev_receive)(void *, void *packet, size_t *length, long long *microseconds);

    int (*usleep)(void *, useconds_t microseconds);
    int (*gettimeofday)(void *, struct timeval *, struct timezone *);

    int (*epoll_create)(void *, int size);
    int (*epoll_ctl)(void *, int epoll, int operation, int fd, struct epoll_event *event);
    int (*epoll_wait)(void *, int epoll, struct epoll_event *events, int count, int timeout);
    int (*pipe)(void *, int fds[2]);
    int (*splice)(void *, int from, loff_t *from_offset, int to, loff_t *to_offset, size_t count, unsigned int flags);
};

#endif
