/* SPDX-License-Identifier: BSD-3-Clause */
/* tests: the host program's part for lwIP's unit tests: what an image is given
 * (sockfit/image.h) without worlds and images around it. Tasks are coroutines;
 * time is lwIP's test variable lwip_sys_now, which stands still while a task
 * can run and otherwise jumps to the next deadline. */
#ifndef SOCKFIT_TESTS_UNIT_HOST_H
#define SOCKFIT_TESTS_UNIT_HOST_H

#include "sockfit/image.h"

/* Make the services; valid until the process ends. */
const struct image_services *unit_host_services(void);

/* Run entry(NULL) as a task, and all that it starts, until entry returns. A
 * state in which no task can ever run again ends the process with a message,
 * as a failed assertion does. */
void unit_host_run(void (*entry)(void *arg));

#endif
