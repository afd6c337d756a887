/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware that is different each time: it waits for as long as the address
 * of some memory says, which no two processes share. */
#include <stdint.h>
#include <stdlib.h>

#include "esp_log.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"

void app_main(void) {
  void *memory = malloc(1);
  vTaskDelay(((uintptr_t)memory >> 4) % 1000 + 1);
  ESP_LOGI("address", "woken");
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
  to.sin_addr.s_addr = htonl(0xc612ffff); /* broadcast */
  sendto(s, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
  close(s);
  free(memory);
}
