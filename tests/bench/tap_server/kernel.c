/* SPDX-License-Identifier: BSD-3-Clause */
/* bench, tap: the server as an ordinary program. */
void app_main(void);

int main(void) {
  app_main();
}
