/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: lwIP's threads, semaphores, mutexes and mailboxes are coroutines
 * and plain structures; sys_arch.c has them. Tasks give way only where they
 * wait, so lightweight protection has nothing to do. */
#ifndef SOCKFIT_ARCH_SYS_ARCH_H
#define SOCKFIT_ARCH_SYS_ARCH_H

struct port_sem;
struct port_mutex;
struct port_mbox;
struct image_task;

typedef struct port_sem *sys_sem_t;
typedef struct port_mutex *sys_mutex_t;
typedef struct port_mbox *sys_mbox_t;
typedef struct image_task *sys_thread_t;
typedef int sys_prot_t;

#define sys_sem_valid(sem) (*(sem) != 0)
#define sys_sem_set_invalid(sem) (*(sem) = 0)
#define sys_mutex_valid(mutex) (*(mutex) != 0)
#define sys_mutex_set_invalid(mutex) (*(mutex) = 0)
#define sys_mbox_valid(mbox) (*(mbox) != 0)
#define sys_mbox_set_invalid(mbox) (*(mbox) = 0)

#define SYS_ARCH_DECL_PROTECT(level) sys_prot_t level = 0
#define SYS_ARCH_PROTECT(level) ((void)(level))
#define SYS_ARCH_UNPROTECT(level) ((void)(level))

/* LWIP_NETCONN_SEM_PER_THREAD: made on first use, freed with the task. */
sys_sem_t *port_thread_sem(void);
#define LWIP_NETCONN_THREAD_SEM_GET() port_thread_sem()
#define LWIP_NETCONN_THREAD_SEM_ALLOC() ((void)port_thread_sem())
#define LWIP_NETCONN_THREAD_SEM_FREE() ((void)0)

#endif
