/* SPDX-License-Identifier: BSD-3-Clause */
/* image stage: the user's own source, a consumer of the kind `source`.
 *
 * Each of its files is compiled like any other source (object.h), with the
 * headers of lwip-port/shims in front, and depends on every header of the
 * user's that it included. The objects of one consumer are joined into one:
 * all its symbols become local but for its entry, so that two consumers may
 * both have an app_main, and the C library's names that a device has otherwise
 * (redirects.def) become those of the shims. */
#ifndef SOCKFIT_IMAGE_PROGRAM_H
#define SOCKFIT_IMAGE_PROGRAM_H

#include "base/text.h"
#include "image/object.h"

/* The files of one program as sources, in its order, behind those that are
 * there. Returns 0, -EINVAL with a diagnosis (no such file, not C or C++), or
 * -ENOMEM. */
int program_sources(const struct image_program *program,
                    struct sources *sources, struct diag *diag);

/* Options of the command line for a source with shims or a program, one a
 * line. */
void program_flags(const struct image_places *places,
                   const struct source *source, struct text *flags);

/* The limits by ESP-IDF's names, CONFIG_LWIP_..., as in an sdkconfig.h. What is
 * 0 and may be no more than 1 has no definition there. */
void program_kconfig(const struct limits *limits, struct text *text);

/* What an object depends on besides options: "\t@PATH=DIGEST" for each header,
 * from the list that the compiler wrote beside the object. Returns 0 or a
 * negative errno. */
int program_uses(const struct object *object, struct text *uses);

/* Whether a file has that digest still; "PATH=DIGEST" is cut up. */
bool program_use_agrees(char *use);

/* Join the objects of the index-th program: into the cache, or found there.
 * Returns 0 and the path, malloc'ed; -EINVAL with a diagnosis when the linker
 * refused; another negative errno. */
int program_join(const struct compilation *compilation,
                 const struct image_program *program, size_t index,
                 const struct object *objects, size_t count, char **ret_path,
                 struct diag *diag);

/* What compiler or linker said of a program, as a diagnosis. */
void program_tell(const struct image_program *program, const char *what,
                  const char *error_text, struct diag *diag);

/* What the linker said of an image with programs. */
void program_tell_link(const struct image_request *request,
                       const char *error_text, struct diag *diag);

/* What the linker needs besides, one word a line: the user's libraries, and
 * C++'s. */
void program_link_arguments(const struct image_request *request,
                            struct text *words);

/* Make the key of an image without programs that of the image with them, by
 * their objects in the cache. Returns 0, -ENOENT when one has yet to be
 * compiled (key is as it was), or -ENOMEM. */
int program_key(const struct compilation *compilation,
                const struct image_request *request, char key[DIGEST_HEX_SIZE]);

/* Whether any of them is C++. */
bool program_is_cxx(const struct image_request *request);

#endif
