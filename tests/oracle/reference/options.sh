#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tests/oracle, reference: a profile's options as plain #defines.
#
#     options.sh CC PROFILE.def [OPTION ...] > profile_options.h
#
# Each OPTION is 1, whatever the profile says.
#
# The .def file is data: OPTION(name, value, reason). The preprocessor follows
# its includes; nothing else of the simulator is looked at.
set -eu
cc=$1
def=$2
echo "/* Made of $(basename "$def"). */"
printf '%s\n' '#define PROFILE(...)' '#define PROFILE_END(...)' \
  '#define OPTION(name, value, reason) @@define name value' \
  "#include \"$def\"" |
  "$cc" -E -P -x c - | sed -n 's/^ *@@define /#define /p'
shift 2
for option in "$@"; do
  printf '#undef %s\n#define %s 1\n' "$option" "$option"
done
