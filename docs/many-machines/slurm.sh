#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A sweep, fit or explore as a Slurm job array, a task a part:
#
#   sbatch --array=1-7 slurm.sh sweep FILE[:VARIANT] OPTION...
#
# and when all tasks have ended: sockfit merge shard-*.json. A task that was
# killed (preempted, out of time) is requeued and goes on where it was. That it
# has found something (exit status 1) is no failure of a task.
#SBATCH --job-name=sockfit
#SBATCH --requeue
#SBATCH --open-mode=append
set -eu
"${SOCKFIT:-sockfit}" "$@" --resume --quiet \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --json "shard-$SLURM_ARRAY_TASK_ID.json" \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" || [ $? -eq 1 ]
