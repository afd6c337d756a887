/* SPDX-License-Identifier: BSD-3-Clause */
/* lwip-port: deliberately empty. The image stage defines every option of the
 * profile and the scenario in front of each source that it compiles
 * (sim/image/object.c), so that it can tell which objects depend on which
 * option. lwIP's own defaults (lwip/opt.h) cover the rest. */
#ifndef SOCKFIT_LWIPOPTS_H
#define SOCKFIT_LWIPOPTS_H

#endif
