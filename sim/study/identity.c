/* SPDX-License-Identifier: BSD-3-Clause */
/* study: what two results must have in common. See identity.h. Paths are no
 * part of it: another machine has the same files elsewhere. */
#include "study/identity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "base/text.h"
#include "image/tree.h"
#include "import/import.h"
#include "study/source_digest.h"

#define FILE_MAX_OCTETS (1u << 20)

static int add_device(const struct identity_question *question,
                      struct digest *digest) {
  struct imported imported;
  struct diag told = {0}; /* when the device was loaded */
  int status =
      import_device(question->path, question->components, &imported, &told);
  diag_done(&told);
  if (status != 0)
    return status;
  digest_add(digest, imported.text, imported.len);
  imported_done(&imported);
  return 0;
}

static int add_file(const struct identity_question *question,
                    struct digest *digest, struct diag *diag) {
  char *text;
  size_t len;
  if (import_is_device(question->path))
    return add_device(question, digest);
  int status = files_read(question->path, FILE_MAX_OCTETS, &text, &len);
  if (status != 0) {
    diag_add(diag, DIAG_ERROR, NULL, "%s: %s", question->path,
             strerror(-status));
    return status;
  }
  digest_add(digest, text, len);
  free(text);
  return 0;
}

static int digest_question(const struct identity_question *question,
                           char ret_hex[DIGEST_HEX_SIZE], struct diag *diag) {
  struct digest *digest = digest_new();
  if (digest == NULL)
    return -ENOMEM;
  int status = add_file(question, digest, diag);
  digest_add_text(digest, question->variant);
  for (size_t i = 0; i < question->override_count; i++) {
    digest_add_text(digest, question->overrides[i].key);
    digest_add_text(digest, question->overrides[i].value);
  }
  for (size_t i = 0; i < question->word_count; i++)
    digest_add_text(digest, question->words[i]);
  digest_hex(digest, ret_hex);
  digest_free(digest);
  return status;
}

static int add_source(const struct selected *selected, struct digest *digest,
                      struct diag *diag) {
  int status =
      source_digest_add(selected->variant, selected->scenario->file, digest);
  if (status != 0 && status != -ENOMEM)
    diag_add(diag, DIAG_ERROR, NULL, "%s: its consumers' source: %s",
             selected->scenario->file, strerror(-status));
  return status;
}

/* Sources, not objects: all compilers give one result. */
static int digest_stack(const struct identity_question *question,
                        const struct lab *lab, char ret_hex[DIGEST_HEX_SIZE],
                        struct diag *diag) {
  const struct image_places *device = &lab->places, *peer = &lab->peer_places;
  struct digest *digest = digest_new();
  if (digest == NULL)
    return -ENOMEM;
  int status = tree_add(device->lwip, "/src", device->cache, digest, diag);
  if (status == 0)
    status = tree_add(peer->lwip, "/src", peer->cache, digest, diag);
  if (status == 0)
    status = tree_add(device->port, "", device->cache, digest, diag);
  if (status == 0)
    status = tree_add(device->workloads, "", device->cache, digest, diag);
  for (size_t i = 0; i < question->selected_count && status == 0; i++)
    status = add_source(&question->selected[i], digest, diag);
  digest_hex(digest, ret_hex);
  digest_free(digest);
  return status;
}

int identity_make(const char *schema, const struct identity_question *question,
                  const struct lab *lab, struct identity *ret_identity,
                  struct diag *diag) {
  struct identity identity = {.schema = schema};
  snprintf(identity.version, sizeof(identity.version), "%s", SOCKFIT_VERSION);
  int status = digest_question(question, identity.scenario, diag);
  if (status == 0)
    status = digest_stack(question, lab, identity.stack, diag);
  if (status == 0)
    *ret_identity = identity;
  return status;
}

const char *identity_difference(const struct identity *a,
                                const struct identity *b) {
  if (strcmp(a->schema, b->schema) != 0)
    return "the kind of result";
  if (strcmp(a->version, b->version) != 0)
    return "the version of sockfit";
  if (strcmp(a->scenario, b->scenario) != 0)
    return "the scenario or the options";
  if (strcmp(a->stack, b->stack) != 0)
    return "the source of lwIP, of the workloads or of a consumer";
  return NULL;
}
