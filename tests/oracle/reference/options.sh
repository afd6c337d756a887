#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# tests/oracle, reference: a profile's options as plain #defines.
#
#     options.sh CC PROFILE.def > profile_options.h
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
