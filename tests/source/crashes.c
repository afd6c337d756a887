/* SPDX-License-Identifier: BSD-3-Clause */
/* Every way in which firmware ends itself, a second after boot: CRASH says
 * which. The task that does it was not there at boot. */
#include <assert.h>
#include <stdlib.h>

#include "esp_err.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "lwip/sockets.h"

static void deeper(int level) {
  volatile char block[4096];
  block[0] = (char)level;
  if (level >= 0)
    deeper(level + 1);
  block[1] = 0;
}

static void crash(void) {
  volatile int zero = 0;
#if CRASH == 1
  *(volatile int *)0 = 1; /* here 1 */
#elif CRASH == 2
  abort(); /* here 2 */
#elif CRASH == 3
  assert(zero == 1); /* here 3 */
#elif CRASH == 4
  ESP_ERROR_CHECK(ESP_ERR_NO_MEM); /* here 4 */
#elif CRASH == 5
  deeper(0); /* here 5 */
#elif CRASH == 6
  while (zero == 0) /* here 6: the line that is told is the function's */
    ;
#elif CRASH == 7
  configASSERT(zero); /* here 7 */
#elif CRASH == 8
  zero = 100 / zero; /* here 8 */
#endif
  (void)zero;
  (void)deeper;
}

static void crash_task(void *arg) {
  vTaskDelay(pdMS_TO_TICKS(1000));
  crash();
  vTaskDelete(NULL);
}

void app_main(void) {
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(4000)};
  int sock = socket(AF_INET, SOCK_DGRAM, 0);
  bind(sock, (struct sockaddr *)&any, sizeof(any));
  xTaskCreate(crash_task, "crash", 4096, NULL, 5, NULL);
}
