#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# A sweep as a Slurm job array, a task a part:
#
#   sbatch --array=1-7 slurm.sh FILE[:VARIANT] OPTION...
#
# and when all tasks have ended: sockfit merge shard-*.json. A task that was
# killed (preempted, out of time) is requeued and goes on where it was.
#SBATCH --job-name=sockfit-sweep
#SBATCH --requeue
#SBATCH --open-mode=append
set -eu
exec "${SOCKFIT:-sockfit}" sweep "$@" --resume --quiet \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --json "shard-$SLURM_ARRAY_TASK_ID.json" --jobs "${SLURM_CPUS_PER_TASK:-1}"
