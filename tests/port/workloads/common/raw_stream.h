/* SPDX-License-Identifier: BSD-3-Clause */
/* test workloads: the shipped header, for shipped code in raw_echo.c. */
#include "../../../../sim/workloads/common/raw_stream.h"
